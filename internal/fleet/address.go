package fleet

import "strings"

// IDAt returns the object at an address in the API, such as "/api/v1/container/UUID/"; that of a tag is its
// image's. It returns false where the address is not that of an object.
func IDAt(uri string) (ID, bool) {
	for _, kind := range []Kind{Applications, Containers, Images} {
		key, ok := strings.CutPrefix(uri, "/api/v1/"+kind.String()+"/")
		if !ok {
			continue
		}
		key = strings.TrimSuffix(key, "/")
		if tag := strings.LastIndex(key, "/tag/"); kind == Images && tag > 0 {
			key = key[:tag]
		}
		return ID{kind, key}, key != "" && (kind == Images || !strings.Contains(key, "/"))
	}
	return ID{}, false
}
