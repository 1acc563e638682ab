// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// wireCodec gives grpc-go the messages of this program under the content type of protobuf.
type wireCodec struct{}

func (wireCodec) Name() string { return "proto" }

func (wireCodec) Marshal(message any) ([]byte, error) {
	m, ok := message.(encoder)
	if !ok {
		return nil, fmt.Errorf("cannot encode a %T", message)
	}
	return m.encode(), nil
}

func (wireCodec) Unmarshal(data []byte, message any) error {
	m, ok := message.(decoder)
	if !ok {
		return fmt.Errorf("cannot decode a %T", message)
	}
	return decode(data, m)
}

// appendBytes leaves an empty field out, as proto3 does.
func appendBytes(b []byte, number protowire.Number, value []byte) []byte {
	if len(value) == 0 {
		return b
	}
	b = protowire.AppendTag(b, number, protowire.BytesType)
	return protowire.AppendBytes(b, value)
}

// decode gives each field to the message: bytes or a number, by wire type.
func decode(data []byte, message decoder) error {
	for len(data) > 0 {
		number, kind, size := protowire.ConsumeTag(data)
		if size < 0 {
			return protowire.ParseError(size)
		}
		data = data[size:]
		var value []byte
		var varint uint64
		switch kind {
		case protowire.BytesType:
			value, size = protowire.ConsumeBytes(data)
			value = append([]byte(nil), value...)
		case protowire.VarintType:
			varint, size = protowire.ConsumeVarint(data)
		default:
			return fmt.Errorf("field %d has wire type %d", number, kind)
		}
		if size < 0 {
			return protowire.ParseError(size)
		}
		data = data[size:]
		if err := message.field(number, value, varint); err != nil {
			return err
		}
	}
	return nil
}
