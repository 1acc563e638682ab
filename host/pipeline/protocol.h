// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the protocols by which requests come can carry. postern.v1 carries any field; join.API has a place for a few.

#include <string>
#include <string_view>
#include <vector>

namespace postern::pipeline {

// carried_by_join_api: the ticket fields for which join.API has a place in its answer to this kind of request, or
// nullptr when it has no such request. Source: proto/join.proto.
const std::vector<std::string>* carried_by_join_api(std::string_view kind);

}  // namespace postern::pipeline
