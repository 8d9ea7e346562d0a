package form

import "testing"

func TestAFileTakesOverOnlyWhatWasChangedInIt(t *testing.T) {
	t.Parallel()
	f := New([]Field{{Name: "target", Kind: Number}, {Name: "dns"}}, "Save")
	f.Set("target", "2")
	text := f.File("head")
	f.Set("target", "5") // the form follows the server while the editor is open
	if wrong := f.ReadFile(text + "dns: www.example.com\n"); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if f.Value("target") != "5" || f.Value("dns") != "www.example.com" {
		t.Errorf("target %q, dns %q, want 5 and www.example.com", f.Value("target"), f.Value("dns"))
	}
	text = f.File("head")
	if wrong := f.ReadFile("target: 3\n"); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if f.Value("target") != "3" || f.Value("dns") != "" {
		t.Errorf("of %q became target %q, dns %q, want 3 and nothing", text, f.Value("target"), f.Value("dns"))
	}
}
