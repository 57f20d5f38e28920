#include "scim/error.h"

#include <nlohmann/json.hpp>

#include "scim/json.h"

namespace bridge::scim {

std::string error_body(int status, std::string_view scim_type, std::string_view detail) {
  Json body = {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:Error"}},
               {"status", std::to_string(status)},
               {"detail", detail}};
  if (!scim_type.empty()) body["scimType"] = scim_type;
  return to_text(body);
}

int status_of(const Error& error) {
  switch (error.code) {
    case Error::Code::invalid_input:
      return 400;
    case Error::Code::denied:
      return 403;
    case Error::Code::not_found:
      return 404;
    case Error::Code::conflict:
      return 409;
    case Error::Code::precondition:
      return 412;
    case Error::Code::unavailable:
      return 503;
    case Error::Code::internal:
      break;
  }
  return 500;
}

}  // namespace bridge::scim
