// SPDX-License-Identifier: Apache-2.0
#pragma once

// run_campaign: many trials of a property, on all processors. Trial n is made from the seed and n alone, so that it can
// be repeated by itself: the same changes at the same places. Keys are new in every process, so signatures are not the
// same bytes again; a broken trial prints what it judged.
//
//   POSTERN_PROPERTY_SEED       the seed; without it a fixed one, so that a build is judged the same twice
//   POSTERN_PROPERTY_DOCUMENTS  how many trials; without it what the build was configured for: 100000, fewer where a
//                               sanitizer makes each cost many times more (see CMakeLists.txt)
//   POSTERN_PROPERTY_TRIAL      only this one, as a failure names it

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "property/random.h"

namespace postern::property {

// Trial: what came of one. broken says how the property was broken; empty when it holds.
struct Trial {
  bool allowed = false;
  std::string code;  // of the refusal
  std::string broken;
};

// Worker: makes trials on one thread. An exception that it throws breaks the property.
using Worker = std::function<Trial(Random&)>;

struct Summary {
  std::size_t trials = 0, allowed = 0;
  std::map<std::string, std::size_t> codes;  // of refusals, how often
  std::optional<std::string> broken;         // the first broken trial, with what is needed to repeat it
};

// make_worker is called on the calling thread, once for each thread. Prints one line with counts and the time per trial.
// share: which part of the usual number of trials, 1/share.
Summary run_campaign(const std::string& name, const std::function<Worker()>& make_worker, unsigned share = 1);

}  // namespace postern::property
