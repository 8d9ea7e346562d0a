package fleet

import "time"

// t0 is when the tests begin.
var t0 = time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC)
