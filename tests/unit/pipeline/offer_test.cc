// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/offer.h"

#include <gmock/gmock.h>

#include "unit/pipeline/made_up_backend.h"

namespace postern::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OfferTest : public ::testing::Test {
 protected:
  OfferTest() {
    std::vector<FieldDeclaration> first{{"a", 3, false, false}, {"inner", 3, false, false}}, second{{"b", 3, true, false}, {"a", 3, false, false}};
    first[1].internal = true;
    pipeline_.backends = {{{std::make_shared<MadeUpBackend>("x", diary_, first)}},
                          {{std::make_shared<MadeUpBackend>("y", diary_, second), std::make_shared<MadeUpBackend>("z", diary_, std::vector<FieldDeclaration>{{"c", 3, false, false}})}}};
  }
  std::vector<std::string> diary_;
  Pipeline pipeline_;
};

TEST_F(OfferTest, IsEveryFieldThatMayLeaveOnce) { EXPECT_THAT(offered(pipeline_, {}), ElementsAre("a", "b", "c")); }

TEST_F(OfferTest, OnlyWhatIsListedAndCarried) {
  EXPECT_THAT(offered(pipeline_, {"b", "c", "d"}), ElementsAre("b", "c"));
  pipeline_.ticket = {"a", "b"};
  EXPECT_THAT(offered(pipeline_, {}), ElementsAre("a", "b"));
  EXPECT_THAT(offered(pipeline_, {"b", "c"}), ElementsAre("b"));
  EXPECT_THAT(offered(pipeline_, {"inner"}), IsEmpty());
}

}  // namespace
}  // namespace postern::pipeline
