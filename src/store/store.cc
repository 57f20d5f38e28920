#include "store/store.h"

#include <utility>

#include "store/reader_pool.h"
#include "store/renewal.h"
#include "store/schema.h"
#include "store/writer.h"

namespace bridge::store {

struct Store::State {
  ~State() { writer.stop(); }  // It may be opening readers anew.

  Writer writer;  // First made, last gone: only the writer may be the last to close the file.
  std::unique_ptr<ReaderPool> readers;
};

namespace {

// Readers may see changes that never reached the disk. What began them is there, so they are settled anew.
Result<std::unique_ptr<Connection>> renewed(ReaderPool& readers, const std::filesystem::path& file) {
  TRY(renew(file));
  TRY_AS(connection, Connection::open(file, Connection::Access::write));
  TRY(bring_up_to_date(*connection, migrations()));
  TRY(readers.reopen());
  return std::move(connection);
}

}  // namespace

Store::ReaderLease::ReaderLease(State& state) : state_(state), index_(state.readers->acquire()) {}
Store::ReaderLease::~ReaderLease() { state_.readers->release(index_); }
const Reader& Store::ReaderLease::operator*() const { return state_.readers->at(index_); }

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, int readers) {
  TRY(prepare(file));
  TRY_AS(connection, Connection::open(file, Connection::Access::write));
  TRY(bring_up_to_date(*connection, migrations()));
  TRY_AS(pool, ReaderPool::open(file, readers));
  const auto renew = [&all = *pool, file] { return renewed(all, file); };
  auto state = std::unique_ptr<State>(new State{Writer(std::move(connection), renew), std::move(pool)});
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Status Store::write(std::function<Status(Transaction&)> change, Until until) {
  if (state_->writer.is_this_thread())
    return internal("a change to the state database must not wait for another");
  return state_->writer.write(change, until);
}

Store::Writes Store::writes() const {
  auto writes = state_->writer.writes();
  // A file that cannot be read can hardly be written.
  if (!writes.failure) writes.failure = state_->readers->disk_failure();
  return writes;
}

}  // namespace bridge::store
