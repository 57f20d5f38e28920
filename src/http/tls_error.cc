#include "http/tls_error.h"

#include <openssl/err.h>

#include <array>
#include <cstring>

namespace bridge::http {

std::string tls_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown error";
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
  const char* text = ERR_reason_error_string(code);
  if (text != nullptr) return text;
  std::array<char, 256> generic{};
  ERR_error_string_n(code, generic.data(), generic.size());
  return generic.data();
}

}  // namespace bridge::http
