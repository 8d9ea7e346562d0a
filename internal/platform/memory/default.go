package memory

import (
	"time"

	"fleetop/internal/platform/engine"
)

const (
	hour = time.Hour
	day  = 24 * time.Hour
	mega = 1 << 20
)

// env returns variables from keys and values in turn.
func env(pairs ...string) []engine.Var {
	vars := make([]engine.Var, len(pairs)/2)
	for i := range vars {
		vars[i] = engine.Var{Key: pairs[2*i], Value: pairs[2*i+1]}
	}
	return vars
}

// DefaultFleet returns a believable fleet of eight applications with twenty containers: a small
// shop at work. One of the workers was killed because it ran out of memory, the blog is stopped,
// and the backup ends every five minutes and is started again.
func DefaultFleet() Fleet {
	return Fleet{
		Applications: append(frontFleet(), backFleet()...),
		Images:       append(shopImages(), catalogue()...),
	}
}

// frontFleet has the applications that serve requests.
func frontFleet() []Application {
	return []Application{
		{
			Name: "lb", Image: "tutum/haproxy", Memory: 512 * mega, Containers: 2,
			Links: []string{"web"}, Restart: "ALWAYS", Roles: []string{"global"},
			WebDNS: "shop.example.com", Age: 21*day + 4*hour,
			Env: env("PORT", "80", "MODE", "http", "BALANCE", "roundrobin", "STATS_AUTH", "stats:9uXk2vQe"),
		},
		{
			Name: "web", Image: "r.tutum.co/shop/web:2.3.1", Memory: 1024 * mega, Containers: 3,
			Links: []string{"api", "db", "cache"}, Restart: "ON_FAILURE", Replace: "ON_FAILURE", Age: 52 * hour,
			Env: env("RACK_ENV", "production", "SECRET_KEY_BASE", "d3c1f0a94b7e4f6bb2c07f1e8a5d6c39",
				"DATABASE_PASSWORD", "correct-horse-battery", "ASSET_HOST", "https://static.shop.example.com"),
		},
		{
			Name: "api", Image: "r.tutum.co/shop/api:1.9.0", Memory: 1024 * mega, Containers: 3,
			Links: []string{"db", "cache"}, Restart: "ALWAYS", Age: 27 * hour,
			Env: env("NODE_ENV", "production", "LOG_LEVEL", "info", "JWT_SECRET", "b4c9e1d27f3a",
				"STRIPE_API_KEY", "sk_test_not_a_real_key_0042"),
		},
		{
			Name: "blog", Image: "tutum/wordpress", Memory: 512 * mega, Containers: 3,
			WebDNS: "blog.example.com", Links: []string{"db"}, Age: 63 * day, Down: 2*day + 3*hour,
			Env: env("WORDPRESS_DB_NAME", "blog", "WORDPRESS_DB_PASSWORD", "hunter2hunter2"),
		},
	}
}

// backFleet has the applications behind them.
func backFleet() []Application {
	return []Application{
		{
			Name: "db", Image: "tutum/mysql:5.6", Memory: 2048 * mega, Containers: 1,
			Restart: "ALWAYS", Age: 63*day + hour,
			Env: env("MYSQL_USER", "admin", "MYSQL_PASS", "s3cr3t-0f-the-shop"),
		},
		{
			Name: "cache", Image: "tutum/redis", Memory: 512 * mega, Containers: 1,
			Restart: "ALWAYS", Age: 21*day + 5*hour,
			Env: env("REDIS_PASS", "n0t-redis-default"),
		},
		{
			Name: "worker", Image: "r.tutum.co/shop/worker:1.9.0", Memory: 512 * mega, Containers: 6,
			Links: []string{"db", "cache"}, Age: 27 * hour,
			Crashes: []Crash{{Number: 4, Code: 137, Ago: 43 * time.Minute}},
			Env: env("PYTHONUNBUFFERED", "1", "CELERY_CONCURRENCY", "4",
				"SMTP_URL", "smtp://mailer:p4ssw0rd@mail.example.com:587", "AWS_SECRET_ACCESS_KEY", "notArealKey/0123456789abcdef"),
		},
		{
			Name: "backup", Image: "quay.io/shop/backup", Memory: 256 * mega, Containers: 1,
			Links: []string{"db"}, Restart: "ALWAYS", Age: 9 * day,
			Env: env("BUCKET", "s3://shop-backups/db", "KEEP", "14"),
		},
	}
}
