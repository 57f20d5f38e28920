#include "app/pass_summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scim/json.h"

namespace bridge::app {

PassSummary summarise(const store::PassRecord& record) {
  PassSummary pass;
  pass.begun = record.begun;
  pass.ended = record.ended;
  const auto read =
      record.outcome.empty() ? Result<scim::Json>(scim::Json::object()) : scim::parse_json(record.outcome);
  if (!read || !read->is_object()) return pass;
  const scim::Json& outcome = *read;
  pass.took = std::chrono::milliseconds(outcome.value("took_ms", 0L));
  pass.mode = outcome.value("mode", "");
  pass.asked_by = outcome.value("asked_by", "");
  pass.stopped = outcome.value("stopped", "");
  pass.left = std::max(outcome.value("to_do", 0L) - outcome.value("repaired", 0L), 0L);
  if (outcome.contains("situations"))
    for (const auto& [situation, count] : outcome["situations"].items())
      pass.found.emplace_back(situation, count.get<long>());
  return pass;
}

}  // namespace bridge::app
