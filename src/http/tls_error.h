#pragma once

#include <string>

namespace bridge::http {

// Why OpenSSL's last call on this thread failed; the oldest error is the most telling. Forgets them all.
std::string tls_error();

}  // namespace bridge::http
