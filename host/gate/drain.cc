// SPDX-License-Identifier: Apache-2.0
#include "host/gate/drain.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace postern::gate {

using GenerationPtr = std::shared_ptr<const Generation>;

struct Drain::State {
  std::mutex mutex;
  std::condition_variable work;
  std::deque<GenerationPtr> line;                  // nobody uses these any more
  std::map<uint64_t, const Generation*> adopted;   // by number; each is in use or in line
  bool stopping = false;
  Ended ended;
  std::thread thread;

  void give_back(GenerationPtr generation) {
    {
      const std::lock_guard lock(mutex);
      if (!stopping) {
        line.push_back(std::move(generation));
        work.notify_one();
        return;
      }
    }
    destroy(std::move(generation));
  }

  void destroy(GenerationPtr generation) {
    const Origin origin = generation->origin();
    {
      const std::lock_guard lock(mutex);
      adopted.erase(origin.number);
    }
    generation.reset();
    if (ended) ended(origin);
  }

  void loop() {
    std::unique_lock lock(mutex);
    while (true) {
      work.wait(lock, [this] { return stopping || !line.empty(); });
      if (line.empty()) return;
      GenerationPtr next = std::move(line.front());
      line.pop_front();
      lock.unlock();
      destroy(std::move(next));
      lock.lock();
    }
  }
};

Drain::Drain(Ended ended) : state_(std::make_shared<State>()) {
  state_->ended = std::move(ended);
  state_->thread = std::thread([state = state_.get()] { state->loop(); });
}

Drain::~Drain() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    state_->work.notify_one();
  }
  state_->thread.join();
}

std::shared_ptr<const Generation> Drain::adopt(std::shared_ptr<const Generation> generation) {
  const Generation* const plain = generation.get();
  {
    const std::lock_guard lock(state_->mutex);
    state_->adopted.emplace(plain->origin().number, plain);
  }
  return {plain, [state = state_, owner = std::move(generation)](const Generation*) mutable {
            state->give_back(std::move(owner));
          }};
}

std::vector<Drain::Alive> Drain::alive() const {
  const std::lock_guard lock(state_->mutex);
  std::vector<Alive> all;
  for (const auto& [number, generation] : state_->adopted) all.push_back({generation->origin(), generation->peers()});
  return all;
}

}  // namespace postern::gate
