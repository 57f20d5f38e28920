#pragma once

#include "config/config.h"
#include "http/tls_context.h"

namespace bridge::app {

inline http::TlsFiles tls_files(const config::Config::Scim& scim) {
  return {scim.certificate, scim.key, {scim.client_ca, scim.client_crl, scim.client_names}};
}

}  // namespace bridge::app
