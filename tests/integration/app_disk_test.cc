// A disk under the state folder that is full, broken or read-only, and comes back.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "preload/fault_control.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/loop_disk.h"
#include "support/preloaded_faults.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"
#include "support/small_disk.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::eventually;
using testing::FaultControl;
using testing::HttpResponse;
using testing::PreloadedFaults;
using testing::ScimClient;
using testing::ScimResponse;
using testing::SlapdProcess;

json person(const std::string& name) {
  return {{"userName", name}, {"externalId", name}, {"displayName", name}};
}

// What a client and whoever looks after the daemon see while nothing can be written, and after it.
class Disk {
 public:
  explicit Disk(DaemonProcess& daemon) : daemon_(daemon), client_(daemon.port(), daemon.token()) {}

  std::string create(const std::string& name) {
    const auto made = client_.post("/Users", person(name));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }

  // As the client sends it again and again; the id it gets in the end.
  std::string create_in_the_end(const std::string& name) {
    EXPECT_TRUE(eventually([&] {
      const int status = client_.post("/Users", person(name)).status;
      return status == 201 || status == 409;
    })) << daemon_.log();
    return id_of(name);
  }

  int rename(const std::string& id, const std::string& display_name) {
    const json change = {{{"op", "replace"}, {"value", {{"displayName", display_name}}}}};
    return ask([&] { return client_.patch("/Users/" + id, change); }).status;
  }

  std::string id_of(const std::string& name) {
    const auto found = ask([&] { return client_.filter("/Users", "userName eq \"" + name + "\""); }).body;
    return found["totalResults"] == 1 ? found["Resources"][0].value("id", "") : "";
  }
  std::string display_name(const std::string& id) {
    const auto got = ask([&] { return client_.get("/Users/" + id); });
    return got.status == 200 ? got.body.value("displayName", "") : std::to_string(got.status);
  }

  void expect_503_that_says_so(const std::string& name) {
    testing::HttpClient http(daemon_.port());
    const std::string headers =
        "Authorization: Bearer " + daemon_.token() + "\r\nContent-Type: application/scim+json\r\n";
    const auto answer =
        http.ask(testing::http_request("POST", "/scim/v2/Users", headers, person(name).dump()));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(answer->header("Retry-After"));
    const auto body = json::parse(answer->body);
    EXPECT_EQ(body["status"], "503");
    EXPECT_NE(body.value("detail", "").find("state"), std::string::npos) << body;
  }

  std::string page(const std::string& path) {
    testing::HttpClient http(daemon_.admin_port());
    const auto answer = http.ask(testing::http_request("GET", path));
    return answer ? std::to_string(answer->status) + " " + answer->body : "";
  }
  bool is_ready() { return page("/readyz").starts_with("200"); }
  bool metrics_say(const std::string& line) {
    return page("/metrics").find("\n" + line + "\n") != std::string::npos;
  }

  long open_intents() {
    const auto status = daemon_.run({"status", "--json"});
    return status.exit_code == 0 || status.exit_code == 3 ? json::parse(status.out).value("open_intents", -1L)
                                                          : -1;
  }
  void expect_all_settled() {
    EXPECT_TRUE(eventually([&] { return open_intents() == 0; }));
    const auto plan = daemon_.run({"plan"});
    EXPECT_EQ(plan.exit_code, 0) << plan.out << plan.err;
  }

 private:
  // Once more where the connection was of a daemon that has died.
  template <class Request>
  ScimResponse ask(const Request& request) {
    auto response = request();
    return response.status == 0 ? request() : response;
  }

  DaemonProcess& daemon_;
  ScimClient client_;
};

struct Fault {
  const char* name;
  std::int32_t kinds;
  int error;
  const char* file;
  int spared = 0;  // Such calls that still succeed.
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

const Fault kFaults[] = {
    {"WalCannotBeFlushed", FaultControl::kSync, EIO, "state.db-wal$"},
    {"WalCannotBeWritten", FaultControl::kWrite, EIO, "state.db-wal$"},
    {"NothingCanBeFlushed", FaultControl::kSync, EIO, "state.db"},
    {"NoSpaceIsLeft", FaultControl::kWrite | FaultControl::kName, ENOSPC, "state.db"},
    {"NoSpaceIsLeftAtTheFlush", FaultControl::kSync, ENOSPC, "state.db"},
    {"TheDiskIsReadOnly", FaultControl::kWrite | FaultControl::kName, EROFS, "state.db"},
    {"OutcomesCannotBeWritten", FaultControl::kWrite, EIO, "state.db", 30},
};

class DiskFault : public ::testing::Test {
 protected:
  PreloadedFaults faults_;
  SlapdProcess slapd_;
  DaemonProcess daemon_{slapd_, {.environment = faults_.environment()}};
  Disk disk_{daemon_};
};

class EachDiskFault : public DiskFault, public ::testing::WithParamInterface<Fault> {};

TEST_P(EachDiskFault, IsToldSurvivedAndForgotten) {
  const std::string anna = disk_.create("anna");
  const pid_t pid = daemon_.pid();
  const Fault& fault = GetParam();
  faults_.fail(fault.kinds, fault.error, fault.file, fault.spared);
  disk_.expect_503_that_says_so("berta");
  EXPECT_GT(faults_.failures(), 0);
  const bool fault_lasts =
      std::string_view(fault.file) == "state.db";  // Else the renewed file is not met by it.
  if (fault_lasts) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(disk_.rename(anna, "never"), 503);
    EXPECT_FALSE(disk_.is_ready());
    EXPECT_TRUE(disk_.metrics_say("scim_ldap_bridge_state_up 0")) << disk_.page("/metrics");
    EXPECT_TRUE(disk_.page("/healthz").starts_with("200"));
    EXPECT_EQ(disk_.display_name(anna), "anna");  // Reads go on.
  }
  faults_.heal();

  EXPECT_TRUE(eventually([&] { return disk_.is_ready(); })) << daemon_.log();
  const std::string berta = disk_.create_in_the_end("berta");
  EXPECT_EQ(disk_.display_name(berta), "berta");
  EXPECT_EQ(disk_.rename(anna, "Anna"), 200);
  EXPECT_TRUE(disk_.metrics_say("scim_ldap_bridge_state_up 1"));
  disk_.expect_all_settled();
  EXPECT_EQ(daemon_.pid(), pid);
  EXPECT_TRUE(daemon_.alive());
  const std::string log = daemon_.log();
  EXPECT_NE(log.find("event=state.stopped"), std::string::npos) << log;
  EXPECT_NE(log.find("event=state.renewed"), std::string::npos) << log;

  daemon_.kill();
  daemon_.start();
  EXPECT_EQ(disk_.display_name(anna), "Anna");
  EXPECT_EQ(disk_.id_of("berta"), berta);
  disk_.expect_all_settled();
}

// A process that ends while nothing can be written leaves a file that the next one does not trust.
TEST_P(EachDiskFault, IsRememberedByTheNextProcess) {
  const std::string anna = disk_.create("anna");
  const Fault& fault = GetParam();
  faults_.fail(fault.kinds, fault.error, fault.file, fault.spared);
  disk_.expect_503_that_says_so("berta");
  daemon_.kill();
  faults_.heal();
  daemon_.start();
  EXPECT_EQ(disk_.display_name(anna), "anna");
  disk_.create_in_the_end("berta");
  disk_.expect_all_settled();
  for (const char* leftover : {".copy", ".next", ".suspect"})
    EXPECT_FALSE(std::filesystem::exists(daemon_.state_folder() + "/state.db" + leftover)) << leftover;
}

INSTANTIATE_TEST_SUITE_P(Disk, EachDiskFault, ::testing::ValuesIn(kFaults),
                         [](const auto& fault) { return std::string(fault.param.name); });

// Its beginning is on the disk, so a change is answered whose outcome is not there yet, and never will be.
TEST_F(DiskFault, OfAnOutcomeIsNotTheClientsConcern) {
  faults_.fail(FaultControl::kSync, EIO, "state.db-wal$", 1);
  const std::string anna = disk_.create("anna");
  EXPECT_TRUE(eventually([&] { return daemon_.log().find("event=state.stopped") != std::string::npos; }));
  daemon_.kill();
  faults_.heal();
  daemon_.start();
  EXPECT_EQ(disk_.id_of("anna"), anna);
  EXPECT_EQ(disk_.rename(anna, "Anna"), 200);
  disk_.expect_all_settled();
}

// What is fsynced while nobody waits, too: the database itself, when the WAL is carried over.
TEST(DiskCheckpoint, ThatFailsStopsWritingUntilTheFileIsRenewed) {
  PreloadedFaults faults;
  SlapdProcess slapd;
  DaemonProcess daemon(slapd, {.environment = faults.environment()});
  Disk disk(daemon);
  faults.fail(FaultControl::kSync, EIO, "state.db$");
  std::vector<std::string> names;
  for (int i = 0; i < 1000 && faults.failures() == 0; ++i) {
    names.push_back("u" + std::to_string(i));
    disk.create_in_the_end(names.back());
  }
  EXPECT_GT(faults.failures(), 0);
  EXPECT_TRUE(eventually([&] { return daemon.log().find("event=state.stopped") != std::string::npos; }));
  faults.heal();
  EXPECT_TRUE(eventually([&] { return disk.is_ready(); }));
  daemon.kill();
  daemon.start();
  for (const auto& name : names) EXPECT_NE(disk.id_of(name), "") << name;
  disk.expect_all_settled();
}

TEST(StateFolder, IsOneDaemonsOnly) {
  SlapdProcess slapd;
  DaemonProcess daemon(slapd);
  const auto second = daemon.run({"serve"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.err.find("lock is held by process " + std::to_string(daemon.pid())), std::string::npos)
      << second.err;
  EXPECT_TRUE(daemon.answers());
}

// A real file system that is really full.
TEST(DiskFull, EndsWhenThereIsRoomAgain) {
  testing::SmallDisk small(4 << 20);
  if (!small.problem().empty()) GTEST_SKIP() << small.problem();
  SlapdProcess slapd;
  std::filesystem::create_directory(small / "state");
  DaemonProcess daemon(slapd, {.state_folder = small / "state"});
  Disk disk(daemon);
  const std::string anna = disk.create("anna");
  small.fill();
  std::vector<std::string> there;
  int refused = 0;
  ScimClient client(daemon.port(), daemon.token());
  for (int i = 0; i < 200 && refused < 5; ++i) {
    const std::string name = "u" + std::to_string(i);
    const int status = client.post("/Users", person(name)).status;
    EXPECT_TRUE(status == 201 || status == 503) << status;
    if (status == 201) there.push_back(name);
    if (status == 503) ++refused;
  }
  ASSERT_EQ(refused, 5);
  disk.expect_503_that_says_so("berta");
  EXPECT_EQ(disk.display_name(anna), "anna");
  EXPECT_FALSE(disk.is_ready());
  small.make_room();
  EXPECT_TRUE(eventually([&] { return disk.is_ready(); })) << daemon.log();
  disk.create_in_the_end("berta");
  EXPECT_EQ(disk.rename(anna, "Anna"), 200);
  daemon.kill();
  daemon.start();
  for (const auto& name : there) EXPECT_NE(disk.id_of(name), "") << name;
  EXPECT_EQ(disk.display_name(anna), "Anna");
  disk.expect_all_settled();
}

// What ext4 does by itself when it finds a fault: from then on nothing can be written.
TEST(DiskTurnedReadOnly, IsReadOn) {
  testing::LoopDisk loop;
  if (!loop.problem().empty()) GTEST_SKIP() << loop.problem();
  SlapdProcess slapd;
  DaemonProcess daemon(slapd, {.state_folder = loop / "state"});
  Disk disk(daemon);
  const std::string anna = disk.create("anna");
  loop.find_a_fault();
  disk.expect_503_that_says_so("berta");
  EXPECT_EQ(disk.display_name(anna), "anna");
  EXPECT_FALSE(disk.is_ready());
  daemon.kill();
  loop.mount_again();
  daemon.start();
  EXPECT_EQ(disk.display_name(anna), "anna");
  disk.create_in_the_end("berta");
  disk.expect_all_settled();
}

// Not even reading works then, and that is said.
TEST(DiskTornOut, IsNoReasonToAnswerWrongly) {
  testing::LoopDisk loop;
  if (!loop.problem().empty()) GTEST_SKIP() << loop.problem();
  SlapdProcess slapd;
  DaemonProcess daemon(slapd, {.state_folder = loop / "state"});
  Disk disk(daemon);
  const std::string anna = disk.create("anna");
  loop.cut_power();
  EXPECT_GE(disk.rename(anna, "never"), 500);
  EXPECT_TRUE(eventually([&] { return !disk.is_ready(); }));
  daemon.kill();
  loop.mount_again();
  daemon.start();
  EXPECT_EQ(disk.display_name(anna), "anna");
  disk.expect_all_settled();
}

}  // namespace
}  // namespace bridge
