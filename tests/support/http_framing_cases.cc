#include "support/http_framing_cases.h"

namespace bridge::testing {
namespace {

const std::string kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(const std::string& headers, const std::string& body = kSmuggled) {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

void add_lengths(std::vector<RefusedMessage>& all) {
  for (const char* value : {"3abc", "0x3", "3, 3", "1e3", "+3", "-1", "", "3 3", "3.0"}) {
    all.push_back({value, post(std::string("Content-Length: ") + value + "\r\n"), 400});
  }
  all.push_back({"two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n"), 400});
  all.push_back({"two different lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n"), 400});
  all.push_back({"length over the limit", post("Content-Length: 4294967296\r\n"), 413});
  all.push_back({"length of 30 digits", post("Content-Length: 111111111111111111111111111111\r\n"), 413});
}

void add_transfer_codings(std::vector<RefusedMessage>& all) {
  const std::string te = "Transfer-Encoding: chunked\r\n";
  all.push_back({"length before chunks", post("Content-Length: 3\r\n" + te), 400});
  all.push_back({"length after chunks", post(te + "Content-Length: 3\r\n"), 400});
  all.push_back({"two transfer codings", post(te + te), 400});
  all.push_back({"chunks in HTTP/1.0", "POST / HTTP/1.0\r\n" + te + "\r\n" + kSmuggled, 400});
  for (const char* value :
       {"chu", "gzip, chunked", "chunked, gzip", "chunked;x=1", "identity", "", "xchunked"}) {
    all.push_back({value, post(std::string("Transfer-Encoding: ") + value + "\r\n"), 501});
  }
}

void add_chunks(std::vector<RefusedMessage>& all) {
  all.push_back({"chunk without size", chunked("\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"chunk of no number", chunked("xyz\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"negative chunk", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"blank before a size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"blank after a size", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"size with a prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"size line ended by LF", chunked("5\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"data longer than its size", chunked("5\r\nhelloo\r\n0\r\n\r\n"), 400});
  all.push_back({"data ended by LF", chunked("5\r\nhello\n0\r\n\r\n"), 400});
  all.push_back({"chunk over the limit", chunked("7fffffff\r\nhello\r\n0\r\n\r\n"), 413});
  all.push_back({"chunk beyond 64 bits", chunked("fffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 413});
  all.push_back({"endless extension", chunked("5;" + std::string(300, 'x') + "\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"control in an extension", chunked("5;a\001\r\nhello\r\n0\r\n\r\n"), 400});
  all.push_back({"trailer of no header", chunked("0\r\nnonsense\r\n\r\n"), 400});
  all.push_back({"endless trailers", chunked("0\r\nA: " + std::string(9000, 'x') + "\r\n\r\n"), 431});
}

void add_header_lines(std::vector<RefusedMessage>& all) {
  all.push_back({"blank before the colon", post("Transfer-Encoding : chunked\r\n"), 400});
  all.push_back({"blank before the length's colon", post("Content-Length : 3\r\n"), 400});
  all.push_back({"header line ended by LF", post("foo\nContent-Length: 35\r\n"), 400});
  all.push_back({"line with a lone LF", post("A: b\nContent-Length: 35\r\n"), 400});
  all.push_back({"lone CR in a value", post("A: b\rContent-Length: 35\r\n"), 400});
  all.push_back({"no colon", post("foo\r\nContent-Length: 35\r\n"), 400});
  all.push_back({"no name", post(": foo\r\n"), 400});
  all.push_back({"folded line", post("A: b\r\n Content-Length: 35\r\n"), 400});
  all.push_back({"NUL in a value", post(std::string("A: b\0c\r\n", 8)), 400});
  all.push_back({"NUL in a name", post(std::string("A\0: b\r\n", 7)), 400});
  all.push_back({"high byte in a name", post("A\xff: b\r\n"), 400});
  all.push_back({"blank in a name", post("A b: c\r\n"), 400});
  all.push_back({"head over the limit", post("A: " + std::string(33 * 1024, 'x') + "\r\n"), 431});
  std::string many;
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  all.push_back({"101 headers", post(many), 431});
}

void add_single_headers(std::vector<RefusedMessage>& all) {
  all.push_back({"no Host", "GET / HTTP/1.1\r\n\r\n", 400});
  all.push_back({"two Hosts", post("Host: y\r\n"), 400});
  all.push_back({"Host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400});
  all.push_back({"Host with a user", "GET / HTTP/1.1\r\nHost: u@x\r\n\r\n", 400});
  all.push_back({"two Authorizations", post("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400});
  all.push_back({"unknown expectation", post("Expect: miracles\r\nContent-Length: 3\r\n"), 417});
}

void add_request_lines(std::vector<RefusedMessage>& all) {
  all.push_back({"no version", "GET /\r\nHost: x\r\n\r\n", 400});
  all.push_back({"empty version", "GET / \r\nHost: x\r\n\r\n", 400});
  all.push_back({"beginning of a version", "GET / H\r\nHost: x\r\n\r\n", 400});
  all.push_back({"version without minor", "GET / HTTP/1\r\nHost: x\r\n\r\n", 400});
  all.push_back({"HTTP/2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505});
  all.push_back({"HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505});
  all.push_back({"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 501});
  all.push_back({"request line ended by LF", "GET / HTTP/1.1\nHost: x\n\n", 400});
  all.push_back({"two blanks", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400});
  all.push_back({"blank in front", " GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400});
  all.push_back({"blank in the target", get("/a b"), 400});
  all.push_back({"fragment", get("/a#b"), 400});
  all.push_back({"high byte in the target", get("/\xc3\xa4"), 400});
  all.push_back({"NUL in the target", get(std::string("/\0", 2)), 400});
  all.push_back({"relative target", get("Users"), 400});
  all.push_back({"asterisk for GET", get("*"), 400});
  all.push_back({"foreign scheme", get("ftp://x/"), 400});
  all.push_back({"TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 501});
  all.push_back({"CONNECT", "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 501});
  all.push_back({"method in lower case", "get / HTTP/1.1\r\nHost: x\r\n\r\n", 501});
  all.push_back({"TLS greeting", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400});
  all.push_back({"target over the limit", get("/" + std::string(8192, 'a')), 414});
  all.push_back({"endless target", "GET /" + std::string(9000, 'a'), 414});
}

}  // namespace

std::vector<RefusedMessage> refused_messages() {
  std::vector<RefusedMessage> all;
  add_lengths(all);
  add_transfer_codings(all);
  add_chunks(all);
  add_header_lines(all);
  add_single_headers(all);
  add_request_lines(all);
  return all;
}

std::vector<AcceptedMessage> accepted_messages() {
  const std::string java = "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2\r\n";
  return {
      {"no body", get("/"), ""},
      {"length", post("Content-Length: 5\r\n", "hello"), "hello"},
      {"length of nothing", post("Content-Length: 0\r\n", ""), ""},
      {"length with leading zeros", post("Content-Length: 005\r\n", "hello"), "hello"},
      {"name in another case", post("content-LENGTH:5\r\n", "hello"), "hello"},
      {"tabs and blanks around a value", post("Content-Length: \t 5 \t\r\n", "hello"), "hello"},
      {"chunks", chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), "hello world"},
      {"no chunks", chunked("0\r\n\r\n"), ""},
      {"sizes in both cases", chunked("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"),
       "01234567890123456789a"},
      {"sizes with zeros", chunked("0005\r\nhello\r\n000\r\n\r\n"), "hello"},
      {"extensions", chunked("5;a=\"b;c\";d\r\nhello\r\n0;e\r\n\r\n"), "hello"},
      {"trailers", chunked("5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n"), "hello"},
      {"CR LF as data", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), "\r\n\r\n"},
      {"coding in capitals", post("Transfer-Encoding: CHUNKED\r\n", "1\r\nx\r\n0\r\n\r\n"), "x"},
      {"Java's Accept", "GET / HTTP/1.1\r\nHost: x\r\n" + java + "\r\n", ""},
      {"strange values", post("Accept: *\r\nCookie: a\r\nDate: never\r\nCache-Control: NO-CACHE\r\n", ""),
       ""},
      {"high bytes in a value", post("A: \xc3\xa4\r\n", ""), ""},
      {"empty value", post("Accept:\r\n", ""), ""},
      {"Host with an empty port", "GET / HTTP/1.1\r\nHost: h:\r\n\r\n", ""},
      {"Host with an IPv6 address", "GET / HTTP/1.1\r\nHost: [::1]:8443\r\n\r\n", ""},
      {"quotes and brackets", get("/Users?filter=userName=\"a\"[b]{c}|^`"), ""},
      {"absolute-form", get("http://x/Users?a=b"), ""},
      {"blank lines in front", "\r\n\r\n" + get("/"), ""},
      {"asterisk for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", ""},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", ""},
      {"longest target", get("/" + std::string(8191, 'a')), ""},
  };
}

}  // namespace bridge::testing
