#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "http/server.h"
#include "http/tls_context.h"
#include "support/certificate.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace bridge::testing {

// Answers "METHOD path?query body" at once.
inline void echo(http::Request&& request, const http::Reply& reply) {
  std::string text = request.method + " " + request.path;
  if (!request.query.empty()) text += "?" + request.query;
  if (!request.body.empty()) text += " " + request.body;
  reply({200, {}, text});
}

// A server on a free port of the loopback address.
inline std::unique_ptr<http::Server> serve(http::Handler handler, http::Server::Settings settings = {}) {
  if (settings.listen.empty()) settings.listen = {"127.0.0.1:0"};
  auto server = http::Server::start(std::move(settings), std::move(handler));
  if (!server) throw std::runtime_error(server.error().message);
  return *std::move(server);
}

inline http::Server::Settings with_limits(http::Limits limits) {
  http::Server::Settings settings;
  settings.limits = limits;
  return settings;
}

// A context with a certificate of its own; `pem`, when given, receives the certificate.
inline http::TlsContext tls_context(std::string* pem = nullptr) {
  const TempDir dir;
  make_certificate(dir.path().string());
  auto context = http::load_tls_context({dir / "server.pem", dir / "server.key"});
  if (!context) throw std::runtime_error(context.error().message);
  if (pem != nullptr) *pem = read_file(dir / "server.pem");
  return *context;
}

inline http::Server::Settings with_tls() {
  http::Server::Settings settings;
  settings.tls = tls_context();
  return settings;
}

}  // namespace bridge::testing
