// SPDX-License-Identifier: Apache-2.0

// Interop is a node that shares no code with the gate: Go's crypto/tls and grpc-go, as stock nodes use them. It proves
// itself over attested TLS, asks for a join or rejoin ticket and prints the answer as JSON. Secrets are printed too: it is
// for tests.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

type options struct {
	addr, oid                     string
	evidenceFile, evidenceCommand string
	request, uuid                 string
	csrFile, nodeName, principals string
	controlPlane, tls12           bool
	timeout                       time.Duration
}

func parseFlags() (options, error) {
	var o options
	flag.StringVar(&o.addr, "addr", "", "the gate's host:port")
	flag.StringVar(&o.oid, "oid", "1.3.9900.1.1", "evidence type")
	flag.StringVar(&o.evidenceFile, "evidence-file", "", "file with the attestation document")
	flag.StringVar(&o.evidenceCommand, "evidence-command", "",
		"shell command that prints the attestation document; "+nonceVariable+" and "+userDataVariable+" hold hex")
	flag.StringVar(&o.request, "request", "join", "join, rejoin, or none: read the plaintext until the gate closes")
	flag.StringVar(&o.uuid, "uuid", "00000000-0000-4000-8000-000000000000", "disk_uuid")
	flag.StringVar(&o.csrFile, "csr-file", "", "certificate request in DER; one is made when there is none")
	flag.StringVar(&o.nodeName, "node-name", "interop", "name in the certificate request that is made")
	flag.StringVar(&o.principals, "principals", "", "SSH host certificate principals, separated by commas")
	flag.BoolVar(&o.controlPlane, "control-plane", false, "ask to be a control-plane node")
	flag.BoolVar(&o.tls12, "tls12", false, "speak TLS 1.2 only")
	flag.DurationVar(&o.timeout, "timeout", 60*time.Second, "for everything")
	flag.Parse()
	switch {
	case flag.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flag.Arg(0))
	case o.addr == "":
		return o, errors.New("-addr is missing")
	case (o.evidenceFile == "") == (o.evidenceCommand == ""):
		return o, errors.New("give -evidence-file or -evidence-command")
	}
	return o, nil
}

func run(ctx context.Context, o options) (any, error) {
	config, err := nodeConfig(o)
	if err != nil {
		return nil, err
	}
	switch o.request {
	case "join":
		request, err := joinRequest(o)
		if err != nil {
			return nil, err
		}
		response := new(joinResponse)
		return response, call(ctx, o.addr, config, "/join.API/IssueJoinTicket", request, response)
	case "rejoin":
		response := new(rejoinResponse)
		return response, call(ctx, o.addr, config, "/join.API/IssueRejoinTicket", &rejoinMessage{o.uuid}, response)
	case "none":
		return readPlaintext(ctx, o.addr, config)
	}
	return nil, fmt.Errorf("unknown request %q", o.request)
}

func main() {
	o, err := parseFlags()
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	response, err := run(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", strings.TrimSpace(err.Error()))
		os.Exit(1)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(response); err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
}
