// SPDX-License-Identifier: Apache-2.0
#include "postern/sdk/plugin.h"

#include "validators/azure-snp/issuer.h"
#include "validators/azure-snp/validator.h"

using postern::azure_snp::AzureSnpIssuer;
using postern::azure_snp::AzureSnpValidator;

POSTERN_PLUGIN("azure-snp", "1.0.0", "Apache-2.0", AzureSnpValidator, AzureSnpIssuer)
