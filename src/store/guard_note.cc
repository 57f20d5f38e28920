// What a guard said to a change, as text in the journal: {"withheld": [[kind, why], …], "released": [[kind,
// subject], …], "counted": [[kind, number], …]}, or nothing.
#include <nlohmann/json.hpp>

#include "store/rows.h"

namespace bridge::store {
namespace {

using scim::Json;

static_assert(int(Held::Kind::remove) == 0 && int(Held::Kind::disable) == 1 &&
              int(Held::Kind::remove_member) == 2 && int(Held::Kind::rename) == 3 &&
              int(Held::Kind::clear) == 4 && int(Held::Kind::value) == 5);

template <class Second, class Part>
Json pairs(const std::vector<Part>& parts, Second Part::*second) {
  Json list = Json::array();
  for (const auto& part : parts) list.push_back(Json::array({static_cast<int>(part.kind), part.*second}));
  return list;
}

template <class Part, class Second>
Status read_pairs(const Json& note, const char* name, std::vector<Part>& into) {
  const auto list = note.find(name);
  if (list == note.end()) return internal("the state database is damaged: a guard's note in the journal");
  for (const Json& pair : *list)
    into.push_back(
        {static_cast<Held::Kind>(pair.at(0).template get<int>()), pair.at(1).template get<Second>()});
  return Done{};
}

}  // namespace

std::string guard_column(const GuardNote& note) {
  if (note == GuardNote()) return "";
  const Json json = {{"withheld", pairs(note.withheld, &GuardNote::Withheld::why)},
                     {"released", pairs(note.released, &GuardNote::Released::subject)},
                     {"counted", pairs(note.counted, &GuardNote::Counted::number)}};
  return scim::to_text(json);
}

Result<GuardNote> guard_at(const Statement& row, int column) {
  GuardNote note;
  if (row.text(column).empty()) return note;
  TRY_AS(json, scim::parse_json(row.text(column)));
  TRY((read_pairs<GuardNote::Withheld, std::string>(json, "withheld", note.withheld)));
  TRY((read_pairs<GuardNote::Released, std::string>(json, "released", note.released)));
  TRY((read_pairs<GuardNote::Counted, long>(json, "counted", note.counted)));
  return note;
}

}  // namespace bridge::store
