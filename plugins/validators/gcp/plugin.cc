// SPDX-License-Identifier: Apache-2.0
#include "postern/sdk/plugin.h"

#include "validators/gcp/sev_es_issuer.h"
#include "validators/gcp/sev_es_validator.h"
#include "validators/gcp/sev_snp_issuer.h"
#include "validators/gcp/sev_snp_validator.h"

using postern::gcp::SevEsIssuer;
using postern::gcp::SevEsValidator;
using postern::gcp::SevSnpIssuer;
using postern::gcp::SevSnpValidator;

POSTERN_PLUGIN("gcp", "1.0.0", "Apache-2.0", SevEsValidator, SevSnpValidator, SevEsIssuer,
               SevSnpIssuer)
