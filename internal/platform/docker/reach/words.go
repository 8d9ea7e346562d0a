package reach

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
)

// An Error is a sentence for the user that says what is wrong and what can be done.
type Error struct {
	Text string
	Err  error // nil if there is none
}

// Error returns the sentence.
func (e *Error) Error() string { return e.Text }

// Unwrap returns the error below it.
func (e *Error) Unwrap() error { return e.Err }

// Words returns the sentence in an error, else the error's own text.
func Words(err error) string {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Text
	}
	return err.Error()
}

// orAnother is what else can be done at the start about a daemon of this machine.
const orAnother = ", or name a daemon with --docker-host or --docker-context"

func sentence(err error, text string) error { return &Error{Text: text, Err: err} }

// wrap names what led to an error.
func wrap(from string, err error) error { return sentence(err, from+": "+err.Error()) }

// explain makes an error of a connection a sentence. What it does not know it leaves alone.
func (d *Daemon) explain(err error) error {
	if d.Local {
		return d.explainSocket(err)
	}
	where := d.endpoint.address
	dns, timeout := (*net.DNSError)(nil), net.Error(nil)
	switch {
	case errors.As(err, &dns):
		return sentence(err, "the host "+printable(d.Host)+" cannot be found: check "+d.From)
	case errors.Is(err, syscall.ECONNREFUSED):
		return sentence(err, where+" refuses connections: check that Docker listens there, and "+d.From)
	case d.tls != nil:
		if said := d.explainTLS(err); said != nil {
			return said
		}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return sentence(err, where+" does not answer: check the network, and "+d.From)
	}
	return err
}

func (d *Daemon) explainSocket(err error) error {
	path := d.endpoint.address
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return sentence(err, "there is no "+path+": start Docker")
	case errors.Is(err, fs.ErrPermission):
		return sentence(err, "no permission to use "+path+": join the group it belongs to (sudo usermod -aG docker "+userName()+", then log in again)")
	case errors.Is(err, syscall.ECONNREFUSED):
		return sentence(err, "nothing listens on "+path+": start Docker")
	}
	return err
}

// explainTLS makes an error of TLS a sentence, nil if it is another.
func (d *Daemon) explainTLS(err error) error {
	where := d.endpoint.address
	unknown, name, invalid, record := x509.UnknownAuthorityError{}, x509.HostnameError{}, x509.CertificateInvalidError{}, tls.RecordHeaderError{}
	switch text := err.Error(); {
	case errors.As(err, &unknown):
		return sentence(err, where+" has a certificate of an unknown authority: put that of the authority into ca.pem beside cert.pem ("+d.From+")")
	case errors.As(err, &name), errors.As(err, &invalid):
		return sentence(err, where+" has a certificate that is not valid: "+printable(errors.Unwrap(err).Error()))
	case errors.As(err, &record):
		return sentence(err, where+" speaks no TLS: unset DOCKER_TLS_VERIFY and DOCKER_TLS, or check the port")
	case strings.Contains(text, "remote error: tls: certificate required"), strings.Contains(text, "remote error: tls: bad certificate"),
		strings.Contains(text, "remote error: tls: unknown certificate"):
		return sentence(err, where+" does not accept the client's certificate: put one that it knows into cert.pem and key.pem ("+d.From+")")
	}
	return nil
}

// userName is the name of who runs this program, as a word of a command line.
func userName() string {
	if name := os.Getenv("USER"); name != "" && !strings.ContainsAny(name, " '\"$`\\") {
		return name
	}
	return "$USER"
}

// either names the words of a list: "default or shop".
func either(list []string) string {
	last := len(list) - 1
	quoted := make([]string, len(list))
	for i, word := range list {
		quoted[i] = printable(word)
	}
	if last < 1 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

// quote shows a value in a message: escaped, and cut so that the message stays one readable line.
func quote(word string) string {
	const most = 80
	if runes := []rune(word); len(runes) > most {
		word = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", word)
}

// printable drops what would not be one readable line.
func printable(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
