#pragma once

#include <atomic>
#include <functional>
#include <random>
#include <string>

#include "support/ledger.h"
#include "support/scim_client.h"

namespace bridge::testing {

// A provisioning client among several: asks for random changes of people and groups that are its own, repeats
// what got no answer or 503, and writes down what it was told. One thread at a time.
class ModelClient {
 public:
  // `name` keeps what is its own apart; `common` is the id of the group "everyone", to which all clients add
  // people.
  ModelClient(const DaemonProcess& daemon, std::string name, std::string common, unsigned seed);

  void step();  // One change, or a look, until it is answered.

  const Ledger& ledger() const { return ledger_; }
  const std::vector<std::string>& wrong() const { return wrong_; }  // Answers that cannot be.
  long requests() const { return requests_; }
  long repeated() const { return repeated_; }

 private:
  using Request = std::function<ScimResponse()>;
  struct Answer {
    ScimResponse response;
    bool unsure = false;  // An earlier try may have been carried out.
  };
  Answer persist(const Request& request);
  void expect(const Answer& answer, std::initializer_list<int> first, std::initializer_list<int> repeated,
              const std::string& doing);

  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  std::string fresh(const char* what) { return what + name_ + "-" + std::to_string(++counter_); }
  template <class Map>
  std::string any(const Map& map) {
    return std::next(map.begin(), below(static_cast<int>(map.size())))->first;
  }

  void create_person();
  void change_person(const std::string& id);
  void replace_person(const std::string& id);
  void delete_person(const std::string& id);
  void look_at_person(const std::string& id);
  void create_group();
  void rename_group(const std::string& id);
  void delete_group(const std::string& id);
  void add_or_remove(const std::string& group, const std::string& person);

  std::string name_, common_;
  ScimClient client_;
  std::mt19937 random_;
  int counter_ = 0;
  Ledger ledger_;
  std::vector<std::string> wrong_;
  std::atomic<long> requests_ = 0, repeated_ = 0;
};

}  // namespace bridge::testing
