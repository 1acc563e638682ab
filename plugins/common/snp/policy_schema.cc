// SPDX-License-Identifier: Apache-2.0
#include "common/snp/policy_schema.h"

namespace postern::snp {

const std::string_view kPolicyProperties = R"(
    "minimum_tcb": {
      "$ref": "#/$defs/snp_tcb",
      "description": "least patch level of each component, of whatever processor; Turin needs fmc as well. This or tcb_floor is required; with both, both must be reached"
    },
    "tcb_floor": {
      "type": "array", "minItems": 1, "maxItems": 1, "items": {"$ref": "#/$defs/snp_tcb_floor"},
      "x-postern-file": "toml",
      "description": "TOML file with the least patch levels per processor, named and dated; a processor that it does not name is refused"
    },
    "check_launch_tcb": {
      "type": "boolean", "default": true,
      "description": "whether the TCB at launch must reach the minimum, not only the reported and the committed one"
    },
    "allow_provisional_firmware": {
      "type": "boolean", "default": true,
      "description": "whether the current firmware may be newer than the committed one, to which the host can still go back; the minimum is asked of the committed one in any case"
    },
    "minimum_firmware": {
      "type": "string", "pattern": "^[0-9]{1,3}\\.[0-9]{1,3}(\\.[0-9]{1,3})?$",
      "description": "least version of the SEV firmware, current and committed: major.minor or major.minor.build"
    },
    "allow_debug": {
      "type": "boolean", "default": false,
      "description": "whether the host may be allowed to read and write the guest's memory. For development only"
    },
    "allow_migration_agent": {
      "type": "boolean", "default": false,
      "description": "whether the guest may have a migration agent, which can move it to other machines"
    },
    "allow_smt": {
      "type": "boolean", "default": true,
      "description": "whether the guest may run where simultaneous multithreading is on"
    },
    "require_single_socket": {
      "type": "boolean", "default": false,
      "description": "whether the guest must be bound to one socket"
    },
    "vmpl": {
      "type": "array", "minItems": 1, "uniqueItems": true, "items": {"type": "integer", "minimum": 0, "maximum": 3},
      "default": [0],
      "description": "privilege levels (VMPL) from which a report is accepted"
    },
    "minimum_guest_svn": {
      "type": "integer", "minimum": 0, "maximum": 4294967295, "default": 0,
      "description": "least security version of the guest, from its ID block"
    },
    "launch_measurements": {
      "$ref": "#/$defs/snp_digests",
      "description": "accepted launch measurements (SHA-384 in hex); absent: not compared"
    },
    "host_data": {
      "type": "array", "minItems": 1, "maxItems": 256, "items": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
      "description": "accepted values of HOST_DATA (32 bytes in hex); absent: not compared"
    },
    "id_key_digests": {
      "$ref": "#/$defs/snp_digests",
      "description": "accepted digests of the key that signed the ID block (SHA-384 in hex); absent: not compared"
    },
    "author_key_digests": {
      "$ref": "#/$defs/snp_digests",
      "description": "accepted digests of the key that signed the ID key (SHA-384 in hex); absent: not compared. With id_key_digests, both must match"
    },
    "id_key_enforcement": {
      "enum": ["equal", "warn", "maa-fallback"], "default": "equal",
      "description": "what to do when these digests differ: refuse, accept with a warning, or (azure-snp only) ask for a token of Microsoft Azure Attestation"
    })";

const std::string_view kPolicyDefs = R"(
    "snp_level": {"type": "integer", "minimum": 0, "maximum": 255},
    "snp_tcb": {
      "type": "object",
      "properties": {
        "fmc": {"$ref": "#/$defs/snp_level"}, "bootloader": {"$ref": "#/$defs/snp_level"},
        "tee": {"$ref": "#/$defs/snp_level"}, "snp": {"$ref": "#/$defs/snp_level"},
        "microcode": {"$ref": "#/$defs/snp_level"}
      },
      "required": ["bootloader", "tee", "snp", "microcode"], "additionalProperties": false
    },
    "snp_tcb_floor": {
      "type": "object",
      "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 128},
        "date": {"type": "string", "format": "date"},
        "source": {"type": "string", "minLength": 1, "maxLength": 4096},
        "minimum": {
          "type": "object", "minProperties": 1,
          "propertyNames": {"enum": ["milan", "milan-x", "genoa", "genoa-x", "bergamo", "turin", "turin-dense"]},
          "additionalProperties": {"$ref": "#/$defs/snp_tcb"}
        }
      },
      "required": ["name", "date", "source", "minimum"], "additionalProperties": false
    },
    "snp_digests": {
      "type": "array", "minItems": 1, "maxItems": 256, "items": {"type": "string", "pattern": "^[0-9a-fA-F]{96}$"}
    })";

const std::string_view kPolicyRequirement =
    R"("anyOf": [{"required": ["minimum_tcb"]}, {"required": ["tcb_floor"]}])";

}  // namespace postern::snp
