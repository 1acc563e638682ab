// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/kms.h"
#include "postern/sdk/plugin.h"

POSTERN_PLUGIN("kms", "1.1.0", "Apache-2.0", postern::kms::Kms)
