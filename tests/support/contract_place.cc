#include "support/contract_place.h"

#include <stdexcept>

#include "support/fake_directory.h"
#include "support/lab_server.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

using ldap::Dn;

struct FakePlace : Place {
  FakePlace() { base = *Dn::parse("dc=example,dc=org"); }
  std::unique_ptr<ldap::Session> open() override { return directory.open(); }
  FakeDirectory directory;
};

struct SlapdPlace : Place {
  SlapdPlace() { base = *Dn::parse(SlapdProcess::kSuffix); }
  std::unique_ptr<ldap::Session> open() override { return slapd.open(); }
  SlapdProcess slapd;
};

// A folder of the shared server.
class LabPlace : public Place {
 public:
  LabPlace() {
    // There passwords become digests, and `uid` takes ASCII only.
    if (server_.is_389()) terms = {.person_name = "cn", .bytes = "jpegPhoto"};
    if (server_.is_active_directory()) {
      terms = {.person_class = "user",
               .person_name = "cn",
               .group_class = "group",
               .many = "otherTelephone",
               .bytes = "jpegPhoto",
               .uuid_is_operational = false,
               .one_name = true};
    }
    base = *Dn::child({{"ou", "contract"}}, server_.base());
    const auto session = server_.open();
    remove_tree(*session, base);  // Of a test that was ended halfway.
    for (const Dn& folder :
         {base, *Dn::child({{"ou", "people"}}, base), *Dn::child({{"ou", "groups"}}, base)}) {
      auto added = session->add({folder, {{"objectClass", {"organizationalUnit"}}}});
      if (!added) throw std::runtime_error(added.error().message);
    }
  }
  ~LabPlace() override { remove_tree(*server_.open(), base); }

  std::unique_ptr<ldap::Session> open() override { return server_.open(); }

 private:
  LabServer server_;
};

}  // namespace

std::string name_of(Made made) {
  switch (made) {
    case Made::in_memory:
      return "InMemory";
    case Made::by_slapd:
      return "Slapd";
    case Made::in_lab:
      break;
  }
  return "Lab";
}

void PrintTo(Made made, std::ostream* out) { *out << name_of(made); }

std::vector<Made> all_made() {
  std::vector<Made> all{Made::in_memory, Made::by_slapd};
  if (LabServer::present()) all.push_back(Made::in_lab);
  return all;
}

std::unique_ptr<Place> make_place(Made made) {
  if (made == Made::in_memory) return std::make_unique<FakePlace>();
  if (made == Made::by_slapd) return std::make_unique<SlapdPlace>();
  return std::make_unique<LabPlace>();
}

}  // namespace bridge::testing
