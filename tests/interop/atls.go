// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"
)

const nonceSize = 32

// nodeConfig is the TLS configuration of a node: its own nonce as server name, the evidence in its certificate.
func nodeConfig(o options) (*tls.Config, error) {
	oid, err := parseOID(o.oid)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, nonceSize)
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	config := &tls.Config{
		ServerName:             base64.StdEncoding.EncodeToString(nonce),
		InsecureSkipVerify:     true, // no root is trusted; verifyGate checks what there is to check
		VerifyPeerCertificate:  verifyGate,
		MinVersion:             tls.VersionTLS12,
		NextProtos:             []string{"http/1.1", "h2"},
		SessionTicketsDisabled: true,
		GetClientCertificate: func(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return nodeCertificate(request, oid, o)
		},
	}
	if o.tls12 {
		config.MaxVersion = tls.VersionTLS12
	}
	return config, nil
}

func parseOID(text string) (asn1.ObjectIdentifier, error) {
	var oid asn1.ObjectIdentifier
	for _, part := range strings.Split(text, ".") {
		arc, err := strconv.Atoi(part)
		if err != nil || arc < 0 {
			return nil, fmt.Errorf("%q is no OID", text)
		}
		oid = append(oid, arc)
	}
	return oid, nil
}

// gateNonce finds the gate's nonce: the one certificate authority it names has the nonce as its common name.
func gateNonce(request *tls.CertificateRequestInfo) ([]byte, error) {
	if len(request.AcceptableCAs) != 1 {
		return nil, fmt.Errorf("the gate sent %d names instead of one with its nonce", len(request.AcceptableCAs))
	}
	var names pkix.RDNSequence
	rest, err := asn1.Unmarshal(request.AcceptableCAs[0], &names)
	if err != nil {
		return nil, fmt.Errorf("the gate's nonce: %w", err)
	}
	if len(rest) != 0 || len(names) != 1 || len(names[0]) != 1 {
		return nil, errors.New("the gate's nonce is not the only attribute of its name")
	}
	var name pkix.Name
	name.FillFromRDNSequence(&names)
	nonce, err := base64.StdEncoding.Strict().DecodeString(name.CommonName)
	if err != nil || len(nonce) != nonceSize {
		return nil, fmt.Errorf("the gate's nonce is not %d bytes in base64", nonceSize)
	}
	return nonce, nil
}

// nodeCertificate makes the certificate for one connection, with a document bound to its nonce and key.
func nodeCertificate(request *tls.CertificateRequestInfo, oid asn1.ObjectIdentifier, o options) (*tls.Certificate, error) {
	nonce, err := gateNonce(request)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	userData := sha256.Sum256(spki)
	document, err := makeEvidence(request.Context(), o, nonce, userData[:])
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:    serial,
		Subject:         pkix.Name{CommonName: "Constellation"},
		NotBefore:       now.Add(-2 * time.Hour),
		NotAfter:        now.Add(2 * time.Hour),
		ExtraExtensions: []pkix.Extension{{Id: oid, Value: document}},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// verifyGate checks the gate's certificate as far as a gate that does not prove itself allows.
func verifyGate(certificates [][]byte, _ [][]*x509.Certificate) error {
	if len(certificates) != 1 {
		return fmt.Errorf("the gate sent %d certificates", len(certificates))
	}
	gate, err := x509.ParseCertificate(certificates[0])
	if err != nil {
		return fmt.Errorf("the gate's certificate: %w", err)
	}
	if err := gate.CheckSignature(gate.SignatureAlgorithm, gate.RawTBSCertificate, gate.Signature); err != nil {
		return fmt.Errorf("the gate's certificate is not signed by its own key: %w", err)
	}
	key, isECDSA := gate.PublicKey.(*ecdsa.PublicKey)
	now := time.Now()
	switch {
	case !isECDSA || key.Curve != elliptic.P256():
		return errors.New("the gate's key is not ECDSA P-256")
	case gate.Subject.CommonName != "Constellation":
		return fmt.Errorf("the gate's certificate is of %q", gate.Subject.CommonName)
	case now.Before(gate.NotBefore) || now.After(gate.NotAfter):
		return errors.New("the gate's certificate is outside of its validity")
	case gate.NotAfter.Sub(gate.NotBefore) != 4*time.Hour:
		return fmt.Errorf("the gate's certificate is valid for %v", gate.NotAfter.Sub(gate.NotBefore))
	case gate.SerialNumber.Sign() <= 0 || gate.SerialNumber.BitLen() > 128:
		return errors.New("the gate's serial number is not of 128 bits")
	}
	return nil
}

type plaintext struct {
	TLS      string `json:"tls"`
	Protocol string `json:"protocol"`
	Resumed  bool   `json:"resumed"`
	Text     string `json:"text"`
}

// readPlaintext joins without asking for anything: what the gate's side wrote until it closed.
func readPlaintext(ctx context.Context, addr string, config *tls.Config) (*plaintext, error) {
	dialer := &tls.Dialer{Config: config}
	connection, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if deadline, ok := ctx.Deadline(); ok {
		_ = connection.SetDeadline(deadline)
	}
	text, err := io.ReadAll(connection)
	if err != nil {
		return nil, err
	}
	state := connection.(*tls.Conn).ConnectionState()
	return &plaintext{tls.VersionName(state.Version), state.NegotiatedProtocol, state.DidResume, string(text)}, nil
}
