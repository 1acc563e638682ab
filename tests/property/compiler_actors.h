// SPDX-License-Identifier: Apache-2.0
#pragma once

// Actors: validators and backends that do exactly what their components declare, and write down whatever they miss.

#include <memory>
#include <string>
#include <vector>

#include "host/gate/resolved.h"
#include "host/pipeline/pipeline.h"
#include "property/random.h"

namespace postern::property {

// Stage: what all actors of one run share.
struct Stage {
  const std::vector<pipeline::Condition>* when = nullptr;  // which claims are made to meet, where they can
  std::vector<std::string> missed;  // "'b1' misses the claim c.text": what the compiler should have refused
};

// Part: how an actor behaves where its declaration leaves it free.
enum class Part { kAnswers, kRefuses, kUnavailable };

std::shared_ptr<attest::Validator> make_validator(const std::string& name, const gate::ResolvedInstance& instance,
                                                  Part part, Stage& stage);
std::shared_ptr<pipeline::Backend> make_backend(const std::string& name, const gate::ResolvedInstance& instance,
                                                Part part, Stage& stage);

}  // namespace postern::property
