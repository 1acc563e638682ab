// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"os"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// call makes one RPC over a connection of its own.
func call(ctx context.Context, addr string, config *tls.Config, method string, request encoder, response decoder) error {
	connection, err := grpc.NewClient("passthrough:///"+addr, grpc.WithTransportCredentials(credentials.NewTLS(config)))
	if err != nil {
		return err
	}
	defer connection.Close()
	return connection.Invoke(ctx, method, request, response, grpc.ForceCodec(wireCodec{}))
}

// joinRequest is what a node asks for: a kubelet certificate and an SSH host certificate among other things.
func joinRequest(o options) (*joinMessage, error) {
	message := &joinMessage{diskUUID: o.uuid, controlPlane: o.controlPlane}
	var err error
	if o.csrFile != "" {
		message.certificateRequest, err = os.ReadFile(o.csrFile)
	} else {
		message.certificateRequest, err = kubeletRequest(o.nodeName)
	}
	if err != nil {
		return nil, err
	}
	if message.hostPublicKey, err = hostKey(); err != nil {
		return nil, err
	}
	if o.principals != "" {
		message.principals = strings.Split(o.principals, ",")
	}
	return message, nil
}

// kubeletRequest is a certificate request (PKCS #10, DER) as a kubelet's.
func kubeletRequest(name string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.CertificateRequest{
		Subject: pkix.Name{Organization: []string{"system:nodes"}, CommonName: "system:node:" + name},
	}
	return x509.CreateCertificateRequest(rand.Reader, template, key)
}

// hostKey is a fresh Ed25519 public key in SSH wire format (RFC 8709 §4): each part behind its length in four bytes.
func hostKey() ([]byte, error) {
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	var wire []byte
	for _, part := range [][]byte{[]byte("ssh-ed25519"), public} {
		wire = binary.BigEndian.AppendUint32(wire, uint32(len(part)))
		wire = append(wire, part...)
	}
	return wire, nil
}
