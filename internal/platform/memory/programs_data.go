package memory

import (
	"strconv"
	"time"
)

func mysql() *program {
	line := func(b []byte, t time.Time, thread int, text string) []byte {
		b = append(t.AppendFormat(b, "2006-01-02 15:04:05"), ' ')
		b = append(strconv.AppendInt(b, int64(thread), 10), ' ')
		return append(append(b, text...), '\n')
	}
	return &program{
		load: load{cpu: 0.06, swing: 0.05, period: time.Hour, memory: 0.57, net: 31_000, procs: 1},
		step: 90, ports: tcp(3306),
		tick: func(b []byte, _ *writer, d *dice, t time.Time) []byte {
			thread := 100 + d.below(90000)
			switch d.below(6) {
			case 0:
				text := "[Warning] Aborted connection " + strconv.Itoa(thread) + " to db: 'shop' user: 'admin' host: '10.1.3." +
					strconv.Itoa(1+d.below(250)) + "' (Got timeout reading communication packets)"
				return line(b, t, thread, text)
			case 1:
				return line(b, t, thread, "[Warning] IP address '10.1.3."+strconv.Itoa(1+d.below(250))+
					"' could not be resolved: Name or service not known")
			case 2:
				b = t.AppendFormat(b, "# Time: 060102 15:04:05\n")
				b = append(b, "# User@Host: admin[admin] @ [10.1.3.17]  Id: "...)
				b = append(strconv.AppendInt(b, int64(thread), 10), "\n# Query_time: "...)
				b = strconv.AppendFloat(b, 1+float64(d.below(4000))/1000, 'f', 6, 64)
				b = append(b, "  Lock_time: 0.000087 Rows_sent: 25  Rows_examined: "...)
				b = append(strconv.AppendInt(b, int64(100000+d.below(900000)), 10), '\n')
				return append(b, "SELECT p.*, SUM(i.quantity) AS sold FROM products p JOIN order_items i ON i.product_id = p.id GROUP BY p.id ORDER BY sold DESC LIMIT 25;\n"...)
			default:
				return b
			}
		},
		boot: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			for _, text := range []string{
				"[Note] Plugin 'FEDERATED' is disabled.", "[Note] InnoDB: The InnoDB memory heap is disabled",
				"[Note] InnoDB: Using Linux native AIO", "[Note] InnoDB: Initializing buffer pool, size = 128.0M",
				"[Note] InnoDB: Completed initialization of buffer pool", "[Note] InnoDB: Highest supported file format is Barracuda.",
				"[Note] InnoDB: 5.6.16 started; log sequence number 1625987", "[Note] Server hostname (bind-address): '0.0.0.0'; port: 3306",
				"[Note] /usr/sbin/mysqld: ready for connections.",
			} {
				b = line(b, t, 1, text)
			}
			return append(b, "Version: '5.6.16-1~exp1'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  (Ubuntu)\n"...)
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			for _, text := range []string{
				"[Note] /usr/sbin/mysqld: Normal shutdown", "[Note] Giving 0 client threads a chance to die gracefully",
				"[Note] InnoDB: Starting shutdown...", "[Note] InnoDB: Shutdown completed; log sequence number 1625997",
				"[Note] /usr/sbin/mysqld: Shutdown complete",
			} {
				b = line(b, t, 1, text)
			}
			return b
		},
	}
}

func redis() *program {
	line := func(b []byte, t time.Time, pid string, mark byte, text string) []byte {
		b = append(append(append(b, '['), pid...), "] "...)
		b = t.AppendFormat(b, "02 Jan 15:04:05.000")
		return append(append(append(b, ' ', mark, ' '), text...), '\n')
	}
	return &program{
		load: load{cpu: 0.008, swing: 0.05, period: time.Hour, memory: 0.17, net: 12_000, procs: 1},
		step: 60, ports: tcp(6379),
		tick: func(b []byte, _ *writer, d *dice, t time.Time) []byte {
			ms := func(n int) time.Time { return t.Add(time.Duration(n) * time.Millisecond) }
			if d.one(5) {
				child := strconv.Itoa(100 + d.below(9000))
				b = line(b, ms(12), "1", '*', "100 changes in 300 seconds. Saving...")
				b = line(b, ms(14), "1", '*', "Background saving started by pid "+child)
				b = line(b, ms(180), child, '*', "DB saved on disk")
				b = line(b, ms(181), child, '*', "RDB: "+strconv.Itoa(d.below(6))+" MB of memory used by copy-on-write")
				return line(b, ms(214), "1", '*', "Background saving terminated with success")
			}
			b = line(b, ms(3), "1", '-', "DB 0: "+strconv.Itoa(41000+d.below(3000))+" keys ("+strconv.Itoa(39000+d.below(2000))+" volatile) in 65536 slots HT.")
			return line(b, ms(3), "1", '-', strconv.Itoa(6+d.below(9))+" clients connected (0 slaves), "+strconv.Itoa(18000000+d.below(900000))+" bytes in use")
		},
		boot: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			b = line(b, t, "1", '#', "Server started, Redis version 2.8.8")
			b = line(b, t, "1", '#', "WARNING overcommit_memory is set to 0! Background save may fail under low memory condition.")
			b = line(b, t, "1", '*', "DB loaded from disk: 0.214 seconds")
			return line(b, t, "1", '*', "The server is now ready to accept connections on port 6379")
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			b = line(b, t, "1", '#', "User requested shutdown...")
			b = line(b, t, "1", '*', "Saving the final RDB snapshot before exiting.")
			b = line(b, t, "1", '*', "DB saved on disk")
			return line(b, t, "1", '#', "Redis is now ready to exit, bye bye...")
		},
	}
}

// backup is a job: every five minutes it dumps the database and ends.
func backup() *program {
	const every = 5 * time.Minute
	line := func(b []byte, t time.Time, text string) []byte {
		b = t.AppendFormat(append(b, '['), "2006-01-02 15:04:05 MST")
		return append(append(append(b, "] backup: "...), text...), '\n')
	}
	return &program{
		load: load{memory: 0.06, net: 900, procs: 2},
		step: 1, every: every, work: 9 * time.Second,
		tick: func(b []byte, w *writer, _ *dice, t time.Time) []byte {
			mark := t.Truncate(every)
			d := w.at(mark)
			size := strconv.Itoa(180+d.below(40)) + "." + strconv.Itoa(d.below(10)) + " MB"
			file := mark.Format("shop-20060102-1504.sql.gz")
			switch t.Sub(mark) {
			case 0:
				return line(b, t, "dumping shop from db-1 ...")
			case 2 * time.Second:
				return line(b, t, "table orders: "+strconv.Itoa(812000+d.below(9000))+" rows")
			case 3 * time.Second:
				return line(b, t, "table customers: "+strconv.Itoa(96000+d.below(900))+" rows")
			case 5 * time.Second:
				return line(b, t, "compressed to "+file+", "+size)
			case 8 * time.Second:
				return line(b, t, "uploaded s3://shop-backups/db/"+file+" ("+size+")")
			default:
				return b
			}
		},
		boot: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			next := t.Add(every / 10).Truncate(every).Add(every)
			return line(b, t, "sleeping until "+next.Format("15:04:05"))
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			return line(b, t, "exiting")
		},
	}
}
