// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
)

// Environment of the evidence command; lower-case hex.
const (
	nonceVariable    = "INTEROP_NONCE"
	userDataVariable = "INTEROP_USER_DATA"
)

// makeEvidence gives the attestation document for the gate's nonce and the user data, the digest of the TLS key.
func makeEvidence(ctx context.Context, o options, nonce, userData []byte) ([]byte, error) {
	if o.evidenceFile != "" {
		return os.ReadFile(o.evidenceFile)
	}
	command := exec.CommandContext(ctx, "sh", "-c", o.evidenceCommand)
	command.Env = append(os.Environ(), nonceVariable+"="+hex.EncodeToString(nonce),
		userDataVariable+"="+hex.EncodeToString(userData))
	command.Stderr = os.Stderr
	document, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("evidence command: %w", err)
	}
	return document, nil
}
