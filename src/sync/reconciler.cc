#include "sync/reconciler.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "sync/age_check.h"
#include "sync/flags.h"
#include "sync/read_back.h"
#include "sync/replica_lag.h"
#include "sync/safe_mode.h"

namespace bridge::sync {
namespace {

constexpr char kRolledOut[] = "mapping.rolled_out";
constexpr char kNewest[] = "directory.newest";  // What its servers were known to have made.
constexpr std::chrono::seconds kLookWaits{2};   // For a replica, who only wants to see.
constexpr std::size_t kMostTickets = 32;
constexpr std::chrono::seconds kSoon{2};

double part_of_a_whole(Random& random) {
  unsigned char byte = 0;
  random.fill({&byte, 1});
  return byte / 255.0;
}

void log_end(const std::string& pass, const Result<PassCounts>& ended, const std::string& took, bool looked) {
  if (!ended) {
    log_event(LogLevel::error, Event::pass_stopped, {{"pass", pass}, {"reason", ended.error().message}});
    return;
  }
  const bool quiet = ended->to_do() == 0;
  log_event(quiet ? LogLevel::info : LogLevel::warning, Event::pass_done,
            {{"pass", pass},
             {"entries", std::to_string(ended->entries)},
             {looked ? "to_do" : "repaired", std::to_string(looked ? ended->to_do() : ended->repaired)},
             {"held", std::to_string(ended->held)},
             {"refused", std::to_string(ended->of(Situation::refused) + ended->of(Situation::occupied))},
             {"foreign", std::to_string(ended->of(Situation::foreign))},
             {"took_ms", took}});
}

scim::Json outcome_json(const Result<PassCounts>& ended, bool looked, bool by_person) {
  scim::Json json = ended ? to_json(*ended) : scim::Json::object();
  json["mode"] = looked ? "report" : "repair";
  json["asked_by"] = by_person ? "operator" : "schedule";
  if (!ended) json["stopped"] = ended.error().message;
  return json;
}

}  // namespace

scim::Json to_json(const PassCounts& counts) {
  scim::Json situations = scim::Json::object();
  for (int i = 0; i < kSituations; ++i)
    if (counts.found[static_cast<std::size_t>(i)] > 0)
      situations[std::string(name_of(static_cast<Situation>(i)))] = counts.found[static_cast<std::size_t>(i)];
  return {{"entries", counts.entries}, {"people", counts.people},     {"groups", counts.groups},
          {"to_do", counts.to_do()},   {"repaired", counts.repaired}, {"held", counts.held},
          {"situations", situations}};
}

Reconciler::~Reconciler() {
  thread_.request_stop();
  arrived_.notify_all();
}

Status Reconciler::start() {
  TRY_AS(known,
         context_.store.read([](const store::Reader& reader) { return reader.remembered(kRolledOut); }));
  if (!known) TRY(note_rollout(true));
  TRY_AS(newest, context_.store.read([](const store::Reader& reader) { return reader.remembered(kNewest); }));
  if (newest) context_.marks->note(ldap::parse_csns(*newest));
  schedule();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  return Done{};
}

void Reconciler::wake() {
  {
    std::lock_guard lock(mutex_);
    if (settings_.every.count() > 0) due_ = context_.clock.steady_now() + kSoon;
  }
  arrived_.notify_all();
}

std::int64_t Reconciler::begin(Order order) {
  auto ticket = std::make_shared<Ticket>();
  ticket->order = std::move(order);
  {
    std::lock_guard lock(mutex_);
    ticket->number = ++last_ticket_;
    waiting_.push_back(ticket);
    known_.push_back(ticket);
    if (known_.size() > kMostTickets) known_.pop_front();
  }
  arrived_.notify_all();
  return ticket->number;
}

std::optional<Reconciler::Report> Reconciler::report(std::int64_t ticket) const {
  std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one->number == ticket; });
  if (found == known_.end()) return std::nullopt;
  Report report = (*found)->report;
  const bool waits = std::find(waiting_.begin(), waiting_.end(), *found) != waiting_.end();
  if (report.ended) return report;
  report.phase = waits ? "waiting" : progress_.phase.load();
  report.done = waits ? 0 : progress_.done.load();
  report.of = waits ? 0 : progress_.of.load();
  return report;
}

std::optional<WallTime> Reconciler::next() const {
  std::lock_guard lock(mutex_);
  return next_;
}

std::string Reconciler::whereabouts() const {
  const std::string phase = progress_.phase.load();
  return phase.empty() ? "" : phase + " " + std::to_string(progress_.done.load());
}

// A tenth sooner or later, so that several bridges do not meet for ever.
void Reconciler::schedule() {
  std::lock_guard lock(mutex_);
  due_.reset();
  next_.reset();
  if (settings_.every.count() == 0) return;
  const auto in = std::chrono::milliseconds(static_cast<std::int64_t>(
      static_cast<double>(settings_.every.count()) * (0.9 + 0.2 * part_of_a_whole(context_.random))));
  due_ = context_.clock.steady_now() + in;
  next_ = context_.clock.now() + in;
}

// The next pass to run; nothing at the end.
std::shared_ptr<Reconciler::Ticket> Reconciler::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stop.stop_requested()) return nullptr;
    if (!waiting_.empty()) return waiting_.front();
    if (due_ && *due_ <= context_.clock.steady_now()) {
      auto scheduled = std::make_shared<Ticket>();
      scheduled->by_person = false;
      return scheduled;
    }
    const auto until = due_.value_or(context_.clock.steady_now() + std::chrono::hours(1));
    const auto seen = due_;
    arrived_.wait_until(lock, stop, until, [&] { return !waiting_.empty() || due_ != seen; });
  }
}

void Reconciler::run(const std::stop_token& stop) {
  while (auto ticket = wait(stop)) {
    {
      std::lock_guard lock(mutex_);
      std::erase(waiting_, ticket);
      progress_.phase = "beginning";
      progress_.done = progress_.of = 0;
    }
    auto ended = carry_out(ticket->order, ticket->by_person, stop);
    {
      std::lock_guard lock(mutex_);
      progress_.phase = "";
      ticket->report.ended = true;
      if (ended) ticket->report.counts = *ended;
      if (!ended) ticket->report.failure = ended.error();
      ticket->order.on_finding = {};
    }
    if (!ticket->by_person) schedule();
  }
}

Result<PassCounts> Reconciler::carry_out(const Order& order, bool by_person, const std::stop_token& stop) {
  const auto begun = context_.clock.steady_now();
  TRY_AS(rolled_out, is_rolled_out());
  const bool waits = !rolled_out && !settings_.rolls_out_by_itself;
  const Status trusted = make_sure_of_memory(order, by_person, rolled_out, stop);
  TRY_AS(safe, is_safe_mode(context_.store));
  const bool only_look = by_person ? order.only_look : settings_.only_report || waits || safe;
  if (waits && !by_person) TRY(note_rollout(false));

  // What somebody only wants to see is no pass to remember.
  std::int64_t number = 0;
  const bool recorded = !(by_person && order.only_look);
  if (recorded) {
    TRY(context_.store.write([&](store::Transaction& transaction) -> Status {
      TRY_AS(given, transaction.begin_pass(context_.clock.now()));
      number = given;
      return Done{};
    }));
  }
  const std::string name = recorded ? "pass-" + std::to_string(number) : "plan";
  log_event(LogLevel::debug, Event::pass_begun, {{"pass", name}});
  if (order.restored) context_.marks->forget();
  const auto replica_wait = recorded
                                ? settings_.replica_wait
                                : std::min<std::chrono::milliseconds>(settings_.replica_wait, kLookWaits);
  Pass pass(context_, settler_, {only_look, by_person, name, replica_wait, order.on_finding}, progress_,
            stop);
  auto ended = trusted ? pass.run() : Result<PassCounts>(trusted.error());
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(context_.clock.steady_now() - begun);
  log_end(name, ended, std::to_string(took.count()), only_look);
  if (!recorded) return ended;
  scim::Json outcome = outcome_json(ended, only_look, by_person);
  outcome["took_ms"] = took.count();
  const Status noted = context_.store.write([&](store::Transaction& transaction) -> Status {
    TRY(transaction.remember(kNewest, ldap::to_text(context_.marks->newest())));
    return transaction.end_pass(number, context_.clock.now(), scim::to_text(outcome));
  });
  TRY(noted);
  add_up(ended);
  if (trusted) TRY(flag_lag(ended));
  if (ended && !only_look && !stop.stop_requested()) {
    TRY(note_rollout(true));
    TRY(AgeCheck(context_, settler_).note(stop));
  }
  return ended;
}

// A pass that was held because a server lacks what was written to the directory; told until one was not.
Status Reconciler::flag_lag(const Result<PassCounts>& ended) {
  const store::ResourceId nobody{""};
  const bool behind = !ended && ended.error().code == Error::Code::conflict;
  if (!behind && !ended) return Done{};
  return context_.store.write([&](store::Transaction& transaction) {
    return behind ? raise_flag(transaction,
                               {kBehind, nobody, "", ended.error().message, "", context_.clock.now()})
                  : clear_flag(transaction, kBehind, nobody, "");
  });
}

void Reconciler::add_up(const Result<PassCounts>& ended) {
  std::lock_guard lock(mutex_);
  ++(ended ? totals_.ended : totals_.stopped);
  if (!ended) return;
  for (std::size_t i = 0; i < totals_.found.size(); ++i) totals_.found[i] += ended->found[i];
  totals_.repaired += ended->repaired;
  totals_.held += ended->held;
}

Reconciler::Totals Reconciler::totals() const {
  std::lock_guard lock(mutex_);
  return totals_;
}

Result<bool> Reconciler::may_repair() const {
  TRY_AS(rolled_out, is_rolled_out());
  return !settings_.only_report && (rolled_out || settings_.rolls_out_by_itself);
}

// That what we remember may be put into the directory, or else that the pass only looks.
Status Reconciler::make_sure_of_memory(const Order& order, bool by_person, bool rolled_out,
                                       const std::stop_token& stop) {
  if (by_person && order.only_look) return Done{};
  TRY(look_at_age(rolled_out, stop));
  return by_person ? regain_trust(order.trust, stop) : Status(Done{});
}

// Once, before the first pass that could write.
Status Reconciler::look_at_age(bool rolled_out, const std::stop_token& stop) {
  if (knows_age_) return Done{};
  TRY_AS(safe, is_safe_mode(context_.store));
  // Another mapping makes everything look different.
  if (!safe && rolled_out) TRY(AgeCheck(context_, settler_).look(stop));
  knows_age_ = true;
  return Done{};
}

Status Reconciler::regain_trust(Trust trust, const std::stop_token& stop) {
  TRY_AS(why, context_.store.read([](const store::Reader& reader) { return safe_mode(reader); }));
  if (why && trust == Trust::nobody)
    return conflict(*why +
                    "; say which of the two is right: 'reconcile --trust directory' reads back what the "
                    "directory has, 'reconcile --trust state' makes the directory what is remembered");
  if (!why && trust == Trust::directory)
    return conflict("the state is no old copy, so nothing is read back from the directory");
  if (!why) return Done{};
  if (trust == Trust::directory) {
    progress_.phase = "reading back";
    TRY(ReadBack(context_, settler_, stop).run());
  }
  if (stop.stop_requested()) return unavailable("it was stopped");
  TRY(leave_safe_mode(context_.store));
  settler_.wake();
  return Done{};
}

Result<bool> Reconciler::is_rolled_out() const {
  TRY_AS(known,
         context_.store.read([](const store::Reader& reader) { return reader.remembered(kRolledOut); }));
  return !known || *known == context_.mapping->digest();
}

Status Reconciler::note_rollout(bool done) {
  const store::ResourceId nobody{""};
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    if (done) {
      TRY(clear_flag(transaction, kMappingChanged, nobody, ""));
      return transaction.remember(kRolledOut, context_.mapping->digest());
    }
    return raise_flag(transaction,
                      {kMappingChanged, nobody, "",
                       "the mapping file says something else than when the directory was last brought "
                       "to it; 'scim-ldap-bridge plan' shows what would change, 'scim-ldap-bridge "
                       "reconcile' changes it, and until then passes only look",
                       "", context_.clock.now()});
  });
}

}  // namespace bridge::sync
