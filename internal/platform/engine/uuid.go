package engine

// IsUUID reports whether s has the form of a UUID in small letters.
func IsUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		isDash := i == 8 || i == 13 || i == 18 || i == 23
		isHex := s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'f'
		if isDash != (s[i] == '-') || !isDash && !isHex {
			return false
		}
	}
	return true
}
