// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kube_token.h"
#include "postern/sdk/plugin.h"

POSTERN_PLUGIN("kube-token", "1.0.0", "Apache-2.0", postern::kube_token::KubeToken)
