#include "http/response_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "http/syntax.h"

namespace bridge::http {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";  // RFC 9112 section 4 lets the phrase be empty.
  }
}

bool has_no_content(int status) { return status < 200 || status == 204 || status == 304; }

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  std::remove_copy_if(value.begin(), value.end(), std::back_inserter(out),
                      [](char c) { return is_control(c) && c != '\t'; });
  out += "\r\n";
}

void append_framing(std::string& out, const Response& response, const Delivery& delivery) {
  if (!response.more)
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  else if (delivery.minor_version > 0)
    append_header(out, "Transfer-Encoding", "chunked");
}

void append_connection(std::string& out, const Delivery& delivery) {
  if (delivery.close)
    append_header(out, "Connection", "close");
  else if (delivery.minor_version == 0)
    append_header(out, "Connection", "keep-alive");
}

}  // namespace

std::string http_date(WallTime time) {
  static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string serialize(const Response& response, const Delivery& delivery) {
  const bool no_content = has_no_content(response.status);
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  append_header(out, "Date", http_date(delivery.now));
  for (const Header& each : response.headers) append_header(out, each.name, each.value);
  if (!delivery.request_id.empty()) append_header(out, "X-Request-Id", delivery.request_id);
  if (!no_content) append_framing(out, response, delivery);
  append_connection(out, delivery);
  out += "\r\n";
  if (no_content || delivery.to_head) return out;
  return out += response.more ? serialize({response.body, false}, delivery.minor_version) : response.body;
}

std::string serialize(const Piece& piece, int minor_version) {
  if (minor_version == 0) return piece.text;
  std::string out;  // An empty chunk would be the end.
  if (!piece.text.empty()) out = fmt::format("{:x}\r\n{}\r\n", piece.text.size(), piece.text);
  if (piece.is_last) out += "0\r\n\r\n";
  return out;
}

}  // namespace bridge::http
