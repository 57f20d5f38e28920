#include "http/refusal.h"

#include "scim/error.h"

namespace bridge::http {

Response scim_error(int status, std::string_view detail) {
  return {status, {{"Content-Type", "application/scim+json"}}, scim::error_body(status, {}, detail)};
}

}  // namespace bridge::http
