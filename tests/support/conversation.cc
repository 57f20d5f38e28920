#include "support/conversation.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "scim/json.h"
#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::testing {
namespace {

using nlohmann::json;

constexpr char kMediaType[] = "application/scim+json";

bool holds_null(const json& value) {
  if (value.is_null()) return true;
  return value.is_structured() && std::any_of(value.begin(), value.end(), holds_null);
}

// What holds for every answer, whatever was asked (RFC 7644 sections 3.1 and 3.12).
std::string check_form(const HttpResponse& response, const json& body, bool to_head) {
  const std::string status = std::to_string(response.status);
  if (!response.body.empty() && response.header("Content-Type") != kMediaType)
    return "a body that is not " + std::string(kMediaType) + "\n";
  if (holds_null(body) && !body.is_null()) return "a null in the body: " + body.dump() + "\n";
  if (response.status >= 400 && !to_head && (body.value("status", "") != status || !body.contains("detail")))
    return "no SCIM error: " + response.body + "\n";
  if (body.value("id", "") != "" && body.contains("meta") && !body["meta"].contains("location"))
    return "a resource without meta.location\n";
  return "";
}

std::string check_headers(const json& expected, const HttpResponse& response) {
  json actual = json::object();
  for (const auto& [name, value] : expected.items())
    if (const auto header = response.header(name)) actual[name] = *header;
  return difference(expected, actual);
}

std::string check(const json& expected, const HttpResponse& response, const json& body) {
  std::string faults;
  const json& status = expected.at("status");
  const bool fits = status.is_array() ? std::count(status.begin(), status.end(), response.status) > 0
                                      : status == response.status;
  if (!fits) faults += "status " + std::to_string(response.status) + " instead of " + status.dump() + "\n";
  faults += check_headers(expected.value("headers", json::object()), response);
  if (expected.contains("body")) faults += difference(expected["body"], body);
  if (expected.value("empty", false) && !response.body.empty()) faults += "a body where none should be\n";
  return faults.empty() ? "" : faults + "the answer was: " + response.body + "\n";
}

json values_of(const std::optional<ldap::Entry>& entry, const std::string& attribute) {
  const auto found = entry->attributes.find(ldap::AttributeName(attribute));
  json values = found == entry->attributes.end() ? json::array() : json(found->second);
  std::sort(values.begin(), values.end());
  return values;
}

Conversation read(const std::filesystem::path& file) {
  auto script = scim::parse_json(read_file(file));
  if (!script) throw std::runtime_error(file.string() + ": " + script.error().message);
  std::string name = file.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return {name, *std::move(script)};
}

}  // namespace

std::size_t Conversation::requests() const {
  const json& steps = script.at("steps");
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [](const json& step) { return step.contains("send"); }));
}

void PrintTo(const Conversation& conversation, std::ostream* out) { *out << conversation.name; }

std::vector<Conversation> conversations() {
  std::vector<Conversation> all;
  for (const auto& file : std::filesystem::directory_iterator(test_data("conversations")))
    if (file.path().extension() == ".json") all.push_back(read(file.path()));
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}

Replay::Replay(int port, std::string token, ldap::Session& session)
    : token_(std::move(token)), session_(session), client_(port) {
  words_["base"] = "http://localhost/scim/v2";
  words_["User"] = "urn:ietf:params:scim:schemas:core:2.0:User";
  words_["Group"] = "urn:ietf:params:scim:schemas:core:2.0:Group";
  words_["Enterprise"] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  words_["PatchOp"] = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  words_["people"] = "ou=people,dc=example,dc=org";
  words_["groups"] = "ou=groups,dc=example,dc=org";
}

std::string Replay::run(const Conversation& conversation) {
  headers_ = conversation.script.value("headers", json::object());
  std::string faults;
  int number = 0;
  for (const json& each : conversation.script.at("steps")) {
    ++number;
    std::string fault = step(each);
    if (fault.empty()) continue;
    faults += "step " + std::to_string(number) + ", " + each.value("name", each.dump().substr(0, 120)) +
              ":\n" + fault;
  }
  return faults;
}

std::string Replay::step(const json& step) {
  try {
    return step.contains("send") ? exchange(step) : look_up(step);
  } catch (const std::exception& failure) {
    return std::string(failure.what()) + "\n";
  }
}

// "POST /Users": below /scim/v2, unless the target says where it is.
std::string Replay::request_text(const json& step) const {
  const std::string line = fill_in(step["send"].get<std::string>(), words_);
  const std::size_t space = line.find(' ');
  const std::string method = line.substr(0, space), target = line.substr(space + 1);

  std::string body;
  if (step.contains("text")) body = step["text"].get<std::string>();
  if (step.contains("body")) body = scim::to_text(fill_in(step["body"], words_));
  json headers = {{"Authorization", "Bearer " + token_}, {"Accept", kMediaType}};
  if (!body.empty()) headers["Content-Type"] = std::string(kMediaType) + "; charset=utf-8";
  headers.merge_patch(headers_);
  headers.merge_patch(step.value("headers", json::object()));
  std::string lines;
  for (const auto& [name, value] : headers.items())
    lines += name + ": " + fill_in(value.get<std::string>(), words_) + "\r\n";
  return http_request(method, target.starts_with("/scim") ? target : "/scim/v2" + target, lines, body);
}

std::string Replay::exchange(const json& step) {
  const std::string text = request_text(step);
  const bool to_head = text.starts_with("HEAD ");
  if (!client_.send(text)) return "the connection is closed\n";
  const auto response = client_.read_response(to_head);
  if (!response) return "no answer\n";
  json body;
  if (!response->body.empty()) {
    auto parsed = scim::parse_json(response->body);
    if (!parsed) return "not JSON: " + response->body + "\n";
    body = *std::move(parsed);
  }
  const std::string form = check_form(*response, body.is_null() ? json::object() : body, to_head);
  const std::string faults = check(fill_in(step.at("expect"), words_), *response, body);
  return form + faults + remember(step.value("remember", json::object()), *response, body);
}

// {"jo": "/id", "tag": "ETag"}: by JSON pointer from the body, or from a header.
std::string Replay::remember(const json& wanted, const HttpResponse& response, const json& body) {
  for (const auto& [word, source] : wanted.items()) {
    const std::string from = source.get<std::string>();
    if (from.starts_with("/")) {
      const json::json_pointer pointer(from);
      if (!body.contains(pointer)) return "nothing at " + from + " to remember\n";
      words_[word] = body[pointer].get<std::string>();
    } else {
      const auto header = response.header(from);
      if (!header) return "no header " + from + " to remember\n";
      words_[word] = *header;
    }
  }
  return "";
}

// {"entry": dn, "is": {attribute: values, …}}: named attributes hold exactly these, in any order; null when
// there shall be no entry.
std::string Replay::look_up(const json& step) {
  const json filled = fill_in(step, words_);
  const auto dn = ldap::Dn::parse(filled.at("entry").get<std::string>());
  if (!dn) return dn.error().message + "\n";
  const auto entry = session_.read(*dn, {"*", "+"});
  if (!entry) return entry.error().message + "\n";
  const json& expected = filled.at("is");
  if (expected.is_null() != !*entry) return *entry ? "the entry is there\n" : "there is no such entry\n";
  std::string faults;
  if (!*entry) return faults;
  for (const auto& [attribute, value] : expected.items()) {
    json wanted = value.is_array() ? value : json::array({value});
    std::sort(wanted.begin(), wanted.end());
    const json actual = values_of(*entry, attribute);
    if (actual != wanted)
      faults += attribute + ": expected " + wanted.dump() + ", not " + actual.dump() + "\n";
  }
  return faults;
}

}  // namespace bridge::testing
