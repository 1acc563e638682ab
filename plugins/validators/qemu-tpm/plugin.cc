// SPDX-License-Identifier: Apache-2.0
#include "postern/sdk/plugin.h"

#include "validators/qemu-tpm/issuer.h"
#include "validators/qemu-tpm/validator.h"

using postern::qemu_tpm::QemuTpmIssuer;
using postern::qemu_tpm::QemuTpmValidator;

POSTERN_PLUGIN("qemu-tpm", "1.0.0", "Apache-2.0", QemuTpmValidator, QemuTpmIssuer)
