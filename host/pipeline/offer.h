// SPDX-License-Identifier: Apache-2.0
#pragma once

// Offer: which ticket fields a pipeline could give to a request, whether or not its backends will.

#include <string>
#include <vector>

#include "host/pipeline/pipeline.h"

namespace postern::pipeline {

// add_offered: the names of the declared fields that may leave the gate, are listed by the pipeline (listed is empty: any
// is) and can be carried by the request's protocol (likewise), unless they are in names already.
void add_offered(const std::vector<FieldDeclaration>& declared, const std::vector<std::string>& listed,
                 const std::vector<std::string>& carried, std::vector<std::string>& names);

// offered: of all backends of the pipeline, in their order.
std::vector<std::string> offered(const Pipeline& pipeline, const std::vector<std::string>& carried);

}  // namespace postern::pipeline
