/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.h"
#include "postern/plugin.h"

static const layout_entry kInputs[] = {
    LAYOUT_SIZE(postern_evidence, 72),
    LAYOUT_AT(postern_evidence, struct_size, 0),
    LAYOUT_AT(postern_evidence, reserved, 4),
    LAYOUT_AT(postern_evidence, type, 8),
    LAYOUT_AT(postern_evidence, document, 24),
    LAYOUT_AT(postern_evidence, nonce, 40),
    LAYOUT_AT(postern_evidence, channel_key, 56),
    LAYOUT_SIZE(postern_request, 88),
    LAYOUT_AT(postern_request, struct_size, 0),
    LAYOUT_AT(postern_request, kind, 8),
    LAYOUT_AT(postern_request, role, 24),
    LAYOUT_AT(postern_request, request_id, 40),
    LAYOUT_AT(postern_request, fields, 56),
    LAYOUT_AT(postern_request, field_count, 64),
    LAYOUT_AT(postern_request, wanted, 72),
    LAYOUT_AT(postern_request, wanted_count, 80),
    LAYOUT_SIZE(postern_challenge, 56),
    LAYOUT_AT(postern_challenge, struct_size, 0),
    LAYOUT_AT(postern_challenge, type, 8),
    LAYOUT_AT(postern_challenge, nonce, 24),
    LAYOUT_AT(postern_challenge, channel_key, 40),
    LAYOUT_SIZE(postern_fetch, 72),
    LAYOUT_AT(postern_fetch, struct_size, 0),
    LAYOUT_AT(postern_fetch, method, 4),
    LAYOUT_AT(postern_fetch, url, 8),
    LAYOUT_AT(postern_fetch, headers, 24),
    LAYOUT_AT(postern_fetch, body, 40),
    LAYOUT_AT(postern_fetch, max_bytes, 56),
    LAYOUT_AT(postern_fetch, keep, 64),
};

static const layout_entry kOperations[] = {
    LAYOUT_SIZE(postern_lifecycle_ops, 40),
    LAYOUT_AT(postern_lifecycle_ops, struct_size, 0),
    LAYOUT_AT(postern_lifecycle_ops, check_config, 8),
    LAYOUT_AT(postern_lifecycle_ops, create, 16),
    LAYOUT_AT(postern_lifecycle_ops, self_test, 24),
    LAYOUT_AT(postern_lifecycle_ops, destroy, 32),
    LAYOUT_SIZE(postern_validator_ops, 16),
    LAYOUT_AT(postern_validator_ops, validate, 8),
    LAYOUT_SIZE(postern_backend_ops, 24),
    LAYOUT_AT(postern_backend_ops, contribute, 8),
    LAYOUT_AT(postern_backend_ops, revoke, 16),
    LAYOUT_SIZE(postern_issuer_ops, 16),
    LAYOUT_AT(postern_issuer_ops, issue, 8),
};

static const layout_entry kHost[] = {
    LAYOUT_SIZE(postern_host, 160),
    LAYOUT_AT(postern_host, struct_size, 0),
    LAYOUT_AT(postern_host, abi_minor, 4),
    LAYOUT_AT(postern_host, log, 8),
    LAYOUT_AT(postern_host, now, 16),
    LAYOUT_AT(postern_host, remaining, 24),
    LAYOUT_AT(postern_host, cancelled, 32),
    LAYOUT_AT(postern_host, fail, 40),
    LAYOUT_AT(postern_host, claim_put, 48),
    LAYOUT_AT(postern_host, claim_get, 56),
    LAYOUT_AT(postern_host, bind_put, 64),
    LAYOUT_AT(postern_host, bind_get, 72),
    LAYOUT_AT(postern_host, emit, 80),
    LAYOUT_AT(postern_host, effect_put, 88),
    LAYOUT_AT(postern_host, secret_get, 96),
    LAYOUT_AT(postern_host, fetch, 104),
    LAYOUT_AT(postern_host, secure_alloc, 112),
    LAYOUT_AT(postern_host, secure_free, 120),
    LAYOUT_AT(postern_host, metric_add, 128),
    LAYOUT_AT(postern_host, metric_observe, 136),
    LAYOUT_AT(postern_host, extension, 144),
    LAYOUT_AT(postern_host, field_get, 152),
};

#define CHECK_TABLE(table) check_layout(table, sizeof(table) / sizeof((table)[0]))

int layout_of_calls(void) { return CHECK_TABLE(kInputs) + CHECK_TABLE(kOperations) + CHECK_TABLE(kHost); }
