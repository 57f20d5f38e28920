#include "http/reactor.h"

#include <pistache/peer.h>
#include <pistache/reactor.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/log.h"
#include "base/overloaded.h"

namespace bridge::http {
namespace {

using Pistache::Polling::Mode;
using Pistache::Polling::NotifyOn;
using Pistache::Polling::Tag;

constexpr long kSweepNanoseconds = 250'000'000;
constexpr std::chrono::seconds kLongIdle{1};  // Who has just been answered is likely to go on.
constexpr std::size_t kMostToGiveWay = 16;    // At a time, of one thread.

// Connections are known to epoll by their id, not by their file descriptor: ids are never used twice, so an
// event that is late finds nobody. They begin where file descriptors end.
constexpr std::uint64_t kFirstId = std::uint64_t{1} << 32;

// Pistache wants one; we read ourselves, so it never hears a thing.
class SilentHandler final : public Pistache::Tcp::Handler {
  PROTOTYPE_OF(Pistache::Tcp::Handler, SilentHandler)
  void onInput(const char*, size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {}
};

struct Member {
  Slot slot;
  UniqueFd socket;
  std::shared_ptr<Pistache::Tcp::Peer> peer;  // Owns the SSL.
  Connection connection;
};

UniqueFd make_sweep_timer() {
  UniqueFd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  const itimerspec every{{0, kSweepNanoseconds}, {0, kSweepNanoseconds}};
  if (!timer || ::timerfd_settime(timer.get(), 0, &every, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "timerfd");
  }
  return timer;
}

std::shared_ptr<Mailbox> make_mailbox() {
  auto bell = Bell::make();
  if (!bell) throw std::runtime_error(bell.error().message);
  return std::make_shared<Mailbox>(*std::move(bell));
}

// One thread's share of the connections. The base class keeps the table of peers and registers them with
// epoll; its onReady, its queues and its timers are never used. Belongs to its reactor thread, but for
// mailbox().
class Worker final : public Pistache::Tcp::Transport {
 public:
  explicit Worker(const ServerContext& context)
      : Transport(std::make_shared<SilentHandler>()), context_(context) {}

  // Pistache makes each thread's worker by cloning the one it was given.
  std::shared_ptr<Pistache::Aio::Handler> clone() const override {
    return std::make_shared<Worker>(context_);
  }

  // The base class would add its queues here, which nobody uses.
  void registerPoller(Pistache::Polling::Epoll& poller) override {
    mailbox_ = make_mailbox();
    timer_ = make_sweep_timer();
    const Pistache::Flags<NotifyOn> readable(NotifyOn::Read);
    poller.addFd(bell_fd(), readable, Tag(static_cast<std::uint64_t>(bell_fd())));
    poller.addFd(timer_.get(), readable, Tag(static_cast<std::uint64_t>(timer_.get())));
  }

  void onReady(const Pistache::Aio::FdSet& events) override {
    bool tick = false;
    for (const auto& event : events) {
      const std::uint64_t tag = event.getTag().value();
      if (tag == static_cast<std::uint64_t>(timer_.get()))
        tick = true;
      else if (tag != static_cast<std::uint64_t>(bell_fd()))
        advance(tag);
    }
    for (Letter& letter : mailbox_->collect()) {
      std::visit([this](auto& content) { read(content); }, letter);
    }
    for (const std::uint64_t id : std::exchange(again_, {})) advance(id);
    if (tick) sweep();
    if (!again_.empty()) mailbox_->bell().ring();
  }

  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

 private:
  using Members = std::unordered_map<std::uint64_t, Member>;

  int bell_fd() const { return mailbox_->bell().fd(); }

  void read(Arrival& arrival) {
    try {
      adopt(arrival);
    } catch (const std::exception& failure) {  // epoll is out of memory or watches; the socket closes itself.
      log_event(LogLevel::error, Event::http_fault, {{"reason", failure.what()}, {"remote", arrival.remote}});
    }
  }

  void read(Answer& answer) {
    const auto found = members_.find(answer.connection);
    if (found == members_.end()) return;
    found->second.connection.answer(answer.exchange, std::move(answer.response));
    advance(answer.connection);
  }

  void read(NextPiece& next) {
    const auto found = members_.find(next.connection);
    if (found == members_.end()) return;
    found->second.connection.go_on(next.exchange, std::move(next.piece));
    advance(next.connection);
  }

  void read(Drain&) {
    draining_ = true;
    for (auto next = members_.begin(); next != members_.end();) {
      const auto member = next++;
      settle(member, member->second.connection.drain());
    }
  }

  void read(CloseAll&) {
    while (!members_.empty()) remove(members_.begin());
  }

  // Those that have been idle longest go, unless a request of theirs is here by now.
  void read(MakeRoom&) {
    const SteadyTime before = context_.clock.steady_now() - kLongIdle;
    std::vector<std::pair<SteadyTime, std::uint64_t>> idle;
    for (const auto& [id, member] : members_)
      if (const auto since = member.connection.idle_since(); since && *since <= before)
        idle.emplace_back(*since, id);
    const auto some = idle.begin() + static_cast<std::ptrdiff_t>(std::min(idle.size(), kMostToGiveWay));
    std::partial_sort(idle.begin(), some, idle.end());
    std::for_each(idle.begin(), some, [this](const auto& one) {
      const auto member = members_.find(one.second);
      settle(member, member->second.connection.give_way());
    });
  }

  void adopt(Arrival& arrival) {
    const int fd = arrival.socket.get();
    SSL* const ssl = arrival.ssl.get();
    auto peer =
        ssl != nullptr ? Pistache::Tcp::Peer::CreateSSL(fd, {}, ssl) : Pistache::Tcp::Peer::Create(fd, {});
    arrival.ssl.release();
    const std::uint64_t id = next_id_++;
    handleNewPeer(peer);
    reactor()->modifyFd(key(), fd, NotifyOn::Read | NotifyOn::Write | NotifyOn::Shutdown, Tag(id),
                        Mode::Edge);
    members_.try_emplace(id, Member{std::move(arrival.slot), std::move(arrival.socket), std::move(peer),
                                    Connection(id, Stream(fd, ssl), arrival.remote, context_, mailbox_)});
    if (draining_) settle(members_.find(id), members_.at(id).connection.drain());
  }

  void advance(std::uint64_t id) {
    const auto member = members_.find(id);
    if (member != members_.end()) settle(member, member->second.connection.advance());
  }

  void settle(Members::iterator member, bool again) {
    if (member->second.connection.is_closed())
      remove(member);
    else if (again)
      again_.push_back(member->first);
  }

  void sweep() {
    std::uint64_t expirations = 0;
    (void)!::read(timer_.get(), &expirations, sizeof expirations);
    for (auto next = members_.begin(); next != members_.end();) {
      const auto member = next++;
      Connection& connection = member->second.connection;
      settle(member, connection.enforce_deadlines() && connection.advance());
    }
  }

  void remove(Members::iterator member) {
    try {
      removePeer(member->second.peer);
      member->second.socket.release();  // Closed by removePeer, as its last deed.
    } catch (const std::exception& failure) {
      log_event(LogLevel::error, Event::http_fault, {{"reason", failure.what()}});
    }
    members_.erase(member);
  }

  const ServerContext& context_;
  std::shared_ptr<Mailbox> mailbox_;
  UniqueFd timer_;
  Members members_;
  std::vector<std::uint64_t> again_;  // Had their turn and want another.
  std::uint64_t next_id_ = kFirstId;
  bool draining_ = false;
};

}  // namespace

Result<std::unique_ptr<Reactor>> Reactor::start(int threads, const ServerContext& context) {
  std::unique_ptr<Reactor> made(new Reactor);
  try {
    auto reactor = Pistache::Aio::Reactor::create();
    reactor->init(Pistache::Aio::AsyncContext(static_cast<size_t>(threads), "http-reactor"));
    const auto key = reactor->addHandler(std::make_shared<Worker>(context));
    for (const auto& worker : reactor->handlers(key)) {
      made->mailboxes_.push_back(static_cast<const Worker&>(*worker).mailbox());
    }
    reactor->run();
    made->reactor_ = std::move(reactor);
  } catch (const std::exception& failure) {
    return internal(failure.what()).within("starting the HTTP reactor");
  }
  return made;
}

Reactor::~Reactor() {
  for (const auto& mailbox : mailboxes_) mailbox->close();
  if (reactor_) reactor_->shutdown();  // Its destructor joins the threads.
}

void Reactor::adopt(Arrival arrival) { mailboxes_[next_++ % mailboxes_.size()]->post(std::move(arrival)); }

void Reactor::drain() {
  for (const auto& mailbox : mailboxes_) mailbox->post(Drain{});
}

void Reactor::make_room() {
  for (const auto& mailbox : mailboxes_) mailbox->post(MakeRoom{});
}

void Reactor::close_all() {
  for (const auto& mailbox : mailboxes_) mailbox->post(CloseAll{});
}

}  // namespace bridge::http
