// SPDX-License-Identifier: Apache-2.0
//
// What a backend reads of earlier steps: only what it declares to need, as it was made.

#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

pipeline::TicketField made(const std::string& name, uint32_t type, int64_t integer, std::string_view content) {
  pipeline::TicketField field;
  field.name = name;
  field.type = type;
  field.integer = integer;
  field.bytes = pipeline::SecretBytes(bytes(content));
  field.internal = true;
  return field;
}

class EarlierFields : public Bench {
 protected:
  EarlierFields() {
    earlier_.push_back(made("seed", POSTERN_TYPE_BYTES, 0, "thirty-two bytes"));
    earlier_.push_back(made("seed", POSTERN_TYPE_BYTES, 0, "a second one"));
    earlier_.push_back(made("other", POSTERN_TYPE_TEXT, 0, "CANARY-SECRET"));
  }
  pipeline::Contribution relay(const std::string& name, const std::string& component = "needy") {
    pipeline::BackendContext context{attest::Time(), kLong, "worker", {"answer"}, &earlier_};
    return backend("relay", {{"argument", name}}, component)->contribute(request(), *verified(), context);
  }
  std::vector<pipeline::TicketField> earlier_;
};

TEST_F(EarlierFields, ArriveWithTypeAndValue) {
  EXPECT_EQ(field(relay("seed"), "answer"), "0 4 0 thirty-two bytes");
  earlier_.push_back(made("count", POSTERN_TYPE_INTEGER, -7, ""));
  EXPECT_EQ(field(relay("count"), "answer"), "0 2 -7 ");
}

TEST_F(EarlierFields, ThatNobodyMadeAreNotFound) { EXPECT_EQ(field(relay("count"), "answer"), "4001 0 0 "); }

TEST_F(EarlierFields, ThatAreNotDeclaredAreNotGiven) {
  for (const auto& contribution : {relay("other"), relay("seed", "backend"), relay("")}) {
    EXPECT_EQ(failure(contribution.refusal), "internal PLUGIN_FAULT");
    EXPECT_THAT(contribution.refusal->reason.operator_text, HasSubstr("which it does not declare to need"));
    EXPECT_THAT(contribution.refusal->reason.operator_text, ::testing::Not(HasSubstr("CANARY")));
  }
}

TEST_F(EarlierFields, AreNamedByTheFacade) {
  EXPECT_THAT(backend("give", {}, "needy")->fields_in(), ElementsAre("count", "seed"));
  EXPECT_THAT(backend("give")->fields_in(), ElementsAre());
}

}  // namespace
}  // namespace postern::plugin
