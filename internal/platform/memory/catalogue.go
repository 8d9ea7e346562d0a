package memory

import "fleetop/internal/platform/engine"

// baseEnv is the environment that every image defines.
func baseEnv() []engine.Var {
	return []engine.Var{
		{Key: "HOME", Value: "/"},
		{Key: "PATH", Value: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
	}
}

// tcp returns TCP ports.
func tcp(numbers ...int) []engine.Port {
	ports := make([]engine.Port, len(numbers))
	for i, n := range numbers {
		ports[i] = engine.Port{Number: n, Protocol: "tcp"}
	}
	return ports
}

// tagged returns tags that differ only in name and age, the newest first.
func tagged(t engine.Tag, names ...string) []engine.Tag {
	tags := make([]engine.Tag, len(names))
	for i, name := range names {
		tags[i] = t
		tags[i].Name = name
	}
	return tags
}

// offered describes an image in a table.
type offered struct {
	name, description, command string
	ports                      []engine.Port
	env                        []engine.Var
	tags                       []string
}

// images turns a table into images of one class.
func images(class engine.Class, author string, table []offered) []engine.Image {
	list := make([]engine.Image, len(table))
	for i, o := range table {
		layout := engine.Tag{
			Author: author, Command: o.command, Ports: o.ports,
			Env: append(baseEnv(), o.env...),
		}
		list[i] = engine.Image{
			Name: o.name, Class: class, Description: o.description,
			Tags: tagged(layout, o.tags...),
		}
	}
	return list
}

// catalogue returns the images that everybody can use: jumpstarts and bare Linux.
func catalogue() []engine.Image {
	latest := []string{"latest"}
	jumpstarts := images(engine.Jumpstart, "Fernando Mayo <fernando@tutum.co>", []offered{
		{"tutum/hello-world", "Image to test deployments: Apache with a hello world page", "/run.sh", tcp(80), nil, latest},
		{"tutum/lamp", "LAMP stack: Apache, MySQL and PHP in one container", "/run.sh", tcp(80, 3306), nil, latest},
		{"tutum/wordpress", "WordPress with its own MySQL database", "/run.sh", tcp(80), nil, []string{"latest", "3.8"}},
		{
			"tutum/mysql", "MySQL server, the admin password in MYSQL_PASS", "/run.sh", tcp(3306),
			[]engine.Var{{Key: "MYSQL_USER", Value: "admin"}},
			[]string{"latest", "5.6", "5.5"},
		},
		{"tutum/postgresql", "PostgreSQL 9.3 server", "/run.sh", tcp(5432), nil, []string{"latest", "9.3"}},
		{"tutum/redis", "Redis 2.8 server, the password in REDIS_PASS", "/run.sh", tcp(6379), nil, []string{"latest", "2.8"}},
		{"tutum/mongodb", "MongoDB server", "/run.sh", tcp(27017, 28017), nil, []string{"latest", "2.4"}},
		{"tutum/memcached", "Memcached server", "/run.sh", tcp(11211), nil, latest},
		{"tutum/rabbitmq", "RabbitMQ server with its management plugin", "/run.sh", tcp(5672, 15672), nil, latest},
		{
			"tutum/haproxy", "HAProxy, balances between the applications it is linked to", "/run.sh", tcp(80, 443),
			[]engine.Var{{Key: "PORT", Value: "80"}, {Key: "MODE", Value: "http"}, {Key: "BALANCE", Value: "roundrobin"}},
			[]string{"latest", "0.1"},
		},
		{"tutum/nginx", "nginx with the default site", "/usr/sbin/nginx", tcp(80, 443), nil, latest},
	})
	linux := images(engine.Linux, "Tutum Labs <labs@tutum.co>", []offered{
		{"tutum/ubuntu", "Ubuntu with SSH access", "/run.sh", tcp(22), nil, []string{"latest", "saucy", "precise"}},
		{"tutum/debian", "Debian with SSH access", "/run.sh", tcp(22), nil, []string{"latest", "wheezy", "squeeze"}},
		{"tutum/centos", "CentOS 6.4 with SSH access", "/run.sh", tcp(22), nil, []string{"latest", "6.4"}},
		{"tutum/fedora", "Fedora 20 with SSH access", "/run.sh", tcp(22), nil, []string{"latest", "20"}},
		{"busybox", "BusyBox", "/bin/sh", nil, nil, latest},
	})
	return append(jumpstarts, linux...)
}

// shopImages returns the private images of the default fleet.
func shopImages() []engine.Image {
	return images(engine.Private, "Ada <ada@shop.example.com>", []offered{
		{
			"r.tutum.co/shop/web", "The shop's pages", "/srv/web/bin/serve", tcp(80),
			[]engine.Var{{Key: "RACK_ENV", Value: "production"}},
			[]string{"2.3.1", "2.3.0", "2.2.4", "latest"},
		},
		{
			"r.tutum.co/shop/api", "The shop's API: stock, carts, orders", "node /srv/api/server.js", tcp(8080),
			[]engine.Var{{Key: "NODE_ENV", Value: "production"}},
			[]string{"1.9.0", "1.8.7", "latest"},
		},
		{
			"r.tutum.co/shop/worker", "Mails, invoices and thumbnails", "celery worker --app=shop --loglevel=info", nil,
			[]engine.Var{{Key: "PYTHONUNBUFFERED", Value: "1"}},
			[]string{"1.9.0", "1.8.7", "latest"},
		},
		{
			"quay.io/shop/backup", "Dumps the database to the bucket every five minutes", "/backup.sh --every 5m", nil, nil,
			[]string{"latest"},
		},
	})
}
