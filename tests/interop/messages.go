// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of join.API, by field number. Encoded by hand, so that a change of the gate's proto files does not change
// what this node says.

type encoder interface{ encode() []byte }
type decoder interface {
	field(number protowire.Number, value []byte, varint uint64) error
}

type joinMessage struct {
	diskUUID           string
	certificateRequest []byte
	controlPlane       bool
	hostPublicKey      []byte
	principals         []string
}

func (m *joinMessage) encode() []byte {
	var b []byte
	b = appendBytes(b, 1, []byte(m.diskUUID))
	b = appendBytes(b, 2, m.certificateRequest)
	if m.controlPlane {
		b = protowire.AppendTag(b, 3, protowire.VarintType)
		b = protowire.AppendVarint(b, 1)
	}
	b = appendBytes(b, 4, m.hostPublicKey)
	for _, principal := range m.principals {
		b = protowire.AppendTag(b, 5, protowire.BytesType)
		b = protowire.AppendString(b, principal)
	}
	return b
}

type rejoinMessage struct{ diskUUID string }

func (m *rejoinMessage) encode() []byte { return appendBytes(nil, 1, []byte(m.diskUUID)) }

type joinResponse struct {
	StateDiskKey             []byte      `json:"state_disk_key"`
	MeasurementSalt          []byte      `json:"measurement_salt"`
	MeasurementSecret        []byte      `json:"measurement_secret"`
	KubeletCert              string      `json:"kubelet_cert"`
	APIServerEndpoint        string      `json:"api_server_endpoint"`
	Token                    string      `json:"token"`
	DiscoveryTokenCACertHash string      `json:"discovery_token_ca_cert_hash"`
	ControlPlaneFiles        []file      `json:"control_plane_files"`
	KubernetesVersion        string      `json:"kubernetes_version"`
	KubernetesComponents     []component `json:"kubernetes_components"`
	AuthorizedCAPublicKey    string      `json:"authorized_ca_public_key"`
	HostCertificate          string      `json:"host_certificate"`
}

func (r *joinResponse) field(number protowire.Number, value []byte, _ uint64) error {
	switch number {
	case 1:
		r.StateDiskKey = value
	case 2:
		r.MeasurementSalt = value
	case 3:
		r.MeasurementSecret = value
	case 4:
		r.KubeletCert = string(value)
	case 5:
		r.APIServerEndpoint = string(value)
	case 6:
		r.Token = string(value)
	case 7:
		r.DiscoveryTokenCACertHash = string(value)
	case 8:
		var f file
		r.ControlPlaneFiles = append(r.ControlPlaneFiles, f)
		return decode(value, &r.ControlPlaneFiles[len(r.ControlPlaneFiles)-1])
	case 9:
		r.KubernetesVersion = string(value)
	case 10:
		var c component
		r.KubernetesComponents = append(r.KubernetesComponents, c)
		return decode(value, &r.KubernetesComponents[len(r.KubernetesComponents)-1])
	case 11:
		r.AuthorizedCAPublicKey = string(value)
	case 12:
		r.HostCertificate = string(value)
	default:
		return fmt.Errorf("unknown field %d", number)
	}
	return nil
}

type rejoinResponse struct {
	StateDiskKey      []byte `json:"state_disk_key"`
	MeasurementSecret []byte `json:"measurement_secret"`
}

func (r *rejoinResponse) field(number protowire.Number, value []byte, _ uint64) error {
	switch number {
	case 1:
		r.StateDiskKey = value
	case 2:
		r.MeasurementSecret = value
	default:
		return fmt.Errorf("unknown field %d", number)
	}
	return nil
}

type file struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

func (f *file) field(number protowire.Number, value []byte, _ uint64) error {
	switch number {
	case 1:
		f.Name = string(value)
	case 2:
		f.Data = value
	default:
		return fmt.Errorf("unknown field %d of a file", number)
	}
	return nil
}

type component struct {
	URL         string `json:"url"`
	Hash        string `json:"hash"`
	InstallPath string `json:"install_path"`
	Extract     bool   `json:"extract"`
}

func (c *component) field(number protowire.Number, value []byte, varint uint64) error {
	switch number {
	case 1:
		c.URL = string(value)
	case 2:
		c.Hash = string(value)
	case 3:
		c.InstallPath = string(value)
	case 4:
		c.Extract = varint != 0
	default:
		return fmt.Errorf("unknown field %d of a component", number)
	}
	return nil
}
