// Command world is a reader by Go's net/mail, mime and mime/multipart: it reads messages from standard input, each behind its
// length in four octets, and answers each with a line.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"os"
	"runtime"
	"strings"
	"unicode/utf8"
)

// answer has the authors, date, subject, values of Authentication-Results, the texts that would be shown, the names of files, and of all other parts the type with a digest of the content.
type answer struct {
	Authors  []string `json:"authors"`
	Shown    []string `json:"shown"`
	Other    []string `json:"other"`
	Dates    []string `json:"dates"`
	Subjects []string `json:"subjects"`
	Names    []string `json:"names"`
	Results  []string `json:"results"`
	Refused  string   `json:"refused,omitempty"`
}

func encoded(text string) string {
	return base64.StdEncoding.EncodeToString([]byte(text))
}

func (a *answer) read(octets []byte) error {
	message, err := mail.ReadMessage(bytes.NewReader(octets))
	if err != nil {
		return err
	}
	for _, value := range message.Header["From"] {
		if people, err := mail.ParseAddressList(value); err == nil {
			for _, each := range people {
				a.Authors = append(a.Authors, encoded(each.Address))
			}
		}
	}
	if date, err := message.Header.Date(); err == nil {
		a.Dates = append(a.Dates, encoded(fmt.Sprint(date.Unix())))
	}
	if _, isThere := message.Header["Subject"]; isThere {
		a.Subjects = append(a.Subjects, encoded(word(message.Header.Get("Subject"))))
	}
	for _, value := range message.Header["Authentication-Results"] {
		a.Results = append(a.Results, encoded(value))
	}
	a.walk(textproto.MIMEHeader(message.Header), message.Body, 0)
	return nil
}

func (a *answer) walk(header textproto.MIMEHeader, body io.Reader, depth int) {
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if kind == "" || err != nil && err != mime.ErrInvalidMediaParameter {
		kind = "text/plain" // the default, and what RFC 2045 suggests where the field cannot be read
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 20 {
		parts := multipart.NewReader(body, parameters["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			a.walk(part.Header, part, depth+1)
		}
	}
	octets, failed := io.ReadAll(decoded(header.Get("Content-Transfer-Encoding"), body))
	if kind == "message/rfc822" {
		if inner, err := mail.ReadMessage(bytes.NewReader(octets)); err == nil {
			a.walk(textproto.MIMEHeader(inner.Header), inner.Body, depth+1)
			return
		}
	}
	disposition, ofDisposition, _ := mime.ParseMediaType(header.Get("Content-Disposition"))
	if name := ofDisposition["filename"]; name != "" {
		a.Names = append(a.Names, encoded(word(name)))
	} else if name := parameters["name"]; name != "" {
		a.Names = append(a.Names, encoded(word(name)))
	}
	if strings.HasPrefix(kind, "text/") && disposition != "attachment" {
		if strings.HasPrefix(strings.ToLower(parameters["charset"]), "utf-16") {
			return // Go's library has no decoder for it
		}
		a.Shown = append(a.Shown, encoded(text(octets, parameters["charset"])))
	} else {
		said := kind // and no digest where it stops at a character that RFC 2045, section 6.8, lets it pass over
		if failed == nil {
			digest := sha256.Sum256(octets)
			said = fmt.Sprintf("%s %x", kind, digest[:8])
		}
		a.Other = append(a.Other, encoded(said))
	}
}

func word(text string) string {
	if plain, err := new(mime.WordDecoder).DecodeHeader(text); err == nil {
		return plain
	}
	return text
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

func text(octets []byte, charset string) string {
	if strings.HasPrefix(strings.ToLower(charset), "iso-8859-") || charset == "" && !utf8.Valid(octets) {
		runes := make([]rune, len(octets))
		for i, octet := range octets {
			runes[i] = rune(octet)
		}
		return string(runes)
	}
	return string(octets)
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	out := json.NewEncoder(os.Stdout)
	_ = out.Encode(map[string]string{"version": encoded("Go " + strings.TrimPrefix(runtime.Version(), "go"))})
	for {
		var length uint32
		if binary.Read(in, binary.BigEndian, &length) != nil {
			return
		}
		octets := make([]byte, length)
		if _, err := io.ReadFull(in, octets); err != nil {
			return
		}
		said := answer{Authors: []string{}, Shown: []string{}, Other: []string{}, Dates: []string{}, Subjects: []string{}, Names: []string{}}
		if err := said.read(octets); err != nil {
			said = answer{Refused: encoded(err.Error())}
		}
		_ = out.Encode(said)
	}
}
