#pragma once

#include <string>

#include "ldap/connection.h"
#include "ldap/session.h"

namespace bridge::ldap {

// One search request on its way; abandoned if nobody reads it to its end. One thread at a time.
class RunningSearch {
 public:
  // `cookie` continues a paged search; paged only when `page_size` is above 0.
  static Outcome<RunningSearch> start(Connection& connection, const SearchRequest& request, int page_size,
                                      const std::string& cookie, const std::string& doing);
  RunningSearch(RunningSearch&& other) noexcept;
  RunningSearch& operator=(RunningSearch&&) = delete;
  ~RunningSearch();

  struct Page {
    bool stopped = false;  // By the caller.
    std::string cookie;    // Of the next page; empty after the last.
  };
  Outcome<Page> read(const OnEntry& on_entry);

 private:
  RunningSearch(Connection& connection, int id, const std::string& doing)
      : connection_(connection), id_(id), doing_(doing) {}

  Connection& connection_;
  int id_;  // Negative when there is nothing to abandon.
  const std::string& doing_;
};

}  // namespace bridge::ldap
