#include "app/journal.h"

#include <gtest/gtest.h>

#include <set>

namespace bridge::app {
namespace {

TEST(Journal, KnowsAnEventByTheSameIdForGood) {
  EXPECT_EQ(message_id(Event::serve_ready), "74c25e45f0235f254ce566b35aeaadf7");
}

TEST(Journal, GivesEachEventAnIdOfItsOwn) {
  std::set<std::string> ids;
  for (const Event event : {Event::serve_ready, Event::serve_stopped, Event::http_request})
    ids.insert(message_id(event));
  EXPECT_EQ(ids.size(), 3u);
}

}  // namespace
}  // namespace bridge::app
