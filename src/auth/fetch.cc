#include "auth/fetch.h"

#include <curl/curl.h>

#include <fstream>
#include <iterator>
#include <memory>

namespace bridge::auth {
namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;
constexpr long kPatience = 10;  // Seconds.

struct CleanUp {
  void operator()(CURL* handle) const noexcept { ::curl_easy_cleanup(handle); }
};

// libcurl takes less than was offered for a reason to stop.
std::size_t keep(char* bytes, std::size_t one, std::size_t count, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (text.size() + one * count > kMostBytes) return 0;
  text.append(bytes, one * count);
  return one * count;
}

// libcurl's own start-up is no affair for several threads.
bool is_ready() {
  static const bool ready = ::curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

Result<std::string> fetch_url(const std::string& url) {
  const std::unique_ptr<CURL, CleanUp> handle(is_ready() ? ::curl_easy_init() : nullptr);
  if (!handle) return unavailable("libcurl does not start");
  std::string text;
  char reason[CURL_ERROR_SIZE] = "";
  ::curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  ::curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "https,http");
  ::curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  ::curl_easy_setopt(handle.get(), CURLOPT_FAILONERROR, 1L);
  ::curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kPatience);
  ::curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, reason);
  ::curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, keep);
  ::curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &text);
  const CURLcode code = ::curl_easy_perform(handle.get());
  long status = 0;
  ::curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && status == 200) return text;
  if (code == CURLE_OK) return unavailable("the answer was " + std::to_string(status));
  return unavailable(reason[0] != '\0' ? reason : ::curl_easy_strerror(code));
}

Result<std::string> read(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in || text.size() > kMostBytes) return unavailable("the file cannot be read");
  return text;
}

}  // namespace

Result<std::string> fetch(const std::string& location) {
  auto text = location.find("://") == std::string::npos ? read(location) : fetch_url(location);
  if (!text) return std::move(text).error().within("fetching '" + location + "'");
  return text;
}

}  // namespace bridge::auth
