package platform

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
)

// authPath is the path of the account below the API's root.
const authPath = "auth/"

// Identify returns the user whose key a request carries. If the key is wrong it returns no user,
// and whether there was a key at all.
func (p *Platform) Identify(r *http.Request) (user string, tried bool) {
	path := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, apiRoot), "/") + "/"
	if p.authorized(r, path) {
		return p.user, true
	}
	return "", r.Header.Get("Authorization") != "" || r.URL.Query().Has("api_key")
}

// authorized checks the Authorization header. The scheme's case does not matter, and user and key
// are split at the first colon. The account itself also accepts HTTP Basic with the key as
// password: that is the login. A request that only reads and has no such header may carry
// ?username=&api_key= instead.
func (p *Platform) authorized(r *http.Request, path string) bool {
	header := strings.TrimSpace(r.Header.Get("Authorization"))
	if header == "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		q := r.URL.Query()
		return p.owns(q.Get("username"), q.Get("api_key"))
	}
	scheme, rest, _ := strings.Cut(header, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case strings.EqualFold(scheme, "ApiKey"):
	case strings.EqualFold(scheme, "Basic") && path == authPath:
		decoded, err := base64.StdEncoding.DecodeString(rest)
		if err != nil {
			return false
		}
		rest = string(decoded)
	default:
		return false
	}
	user, key, _ := strings.Cut(rest, ":")
	return p.owns(user, key)
}

// owns reports whether the account has that key, in constant time.
func (p *Platform) owns(user, key string) bool {
	u, k := sha256.Sum256([]byte(user)), sha256.Sum256([]byte(key))
	return subtle.ConstantTimeCompare(u[:], p.userSum[:])&subtle.ConstantTimeCompare(k[:], p.keySum[:]) == 1
}

// account is the record of the one account.
type account struct {
	Username string `json:"username"`
	Key      string `json:"key"`
}

// showAccount answers GET auth/: the account and its key, as a list of one.
func (p *Platform) showAccount(c *call) reply {
	return list(c, c.r.URL.Query(), []*Platform{p}, nil, func(p *Platform) any {
		return account{Username: p.user, Key: p.key}
	})
}
