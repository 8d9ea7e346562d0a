package client

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// maxFaults is the most faulty fields that are reported for one record.
const maxFaults = 20

// tolerant decodes a JSON value that fits its type only in part. Fields that do not fit keep their
// values and are reported; all others are decoded.
type tolerant struct{ faults []*fieldError }

// decodeTolerantly decodes a record into w. It is an error only if the value is of another kind
// altogether.
func decodeTolerantly(raw []byte, w any) (faults []*fieldError, err error) {
	var t tolerant
	if !t.value(reflect.ValueOf(w).Elem(), raw, "") {
		return nil, fmt.Errorf("is a JSON %s", jsonKind(raw))
	}
	return t.faults, nil
}

// value decodes one value and says whether anything of it could be used.
func (t *tolerant) value(v reflect.Value, raw []byte, path string) bool {
	fresh := reflect.New(v.Type())
	err := json.Unmarshal(raw, fresh.Interface())
	if err == nil {
		v.Set(fresh.Elem())
		return true
	}
	kind := jsonKind(raw)
	switch {
	case v.Kind() == reflect.Struct && kind == "object":
		t.object(v, raw, path)
	case v.Kind() == reflect.Map && kind == "object":
		t.dictionary(v, raw, path)
	case v.Kind() == reflect.Slice && kind == "array":
		t.list(v, raw, path)
	case v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct && kind == "object":
		v.Set(reflect.New(v.Type().Elem()))
		t.object(v.Elem(), raw, path)
	default:
		if path != "" {
			t.fault(path, err)
		}
		return false
	}
	return true
}

// fault tells of a field that does not fit.
func (t *tolerant) fault(path string, err error) {
	if len(t.faults) < maxFaults {
		t.faults = append(t.faults, &fieldError{path, asFieldError(err).err})
	}
}

// object decodes the fields of a struct, those of what is embedded in it too.
func (t *tolerant) object(v reflect.Value, raw []byte, path string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		t.fault(path, err)
		return
	}
	t.fields(v, members, path)
}

func (t *tolerant) fields(v reflect.Value, members map[string]json.RawMessage, path string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			t.fields(v.Field(i), members, path)
			continue
		}
		name := field.Tag.Get("json")
		if raw, ok := member(members, name); ok {
			t.value(v.Field(i), raw, strings.TrimPrefix(path+"."+name, "."))
		}
	}
}

// member finds a member as encoding/json does: by its name, else whatever its case.
func member(members map[string]json.RawMessage, name string) (json.RawMessage, bool) {
	if raw, ok := members[name]; ok {
		return raw, true
	}
	for other, raw := range members {
		if strings.EqualFold(other, name) {
			return raw, true
		}
	}
	return nil, false
}

// dictionary decodes the values of a map; those that do not fit are not in it.
func (t *tolerant) dictionary(v reflect.Value, raw []byte, path string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		t.fault(path, err)
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(members)))
	for name, raw := range members {
		element := reflect.New(v.Type().Elem()).Elem()
		if t.value(element, raw, path) {
			v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), element)
		}
	}
}

// list decodes the elements of a slice; those that do not fit are not in it.
func (t *tolerant) list(v reflect.Value, raw []byte, path string) {
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		t.fault(path, err)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, len(elements)))
	for _, raw := range elements {
		element := reflect.New(v.Type().Elem()).Elem()
		if t.value(element, raw, path) {
			v.Set(reflect.Append(v, element))
		}
	}
}
