// SPDX-License-Identifier: Apache-2.0
#pragma once

// The records of a log, one by one, as far as they are whole.

#include <absl/status/status.h>

#include <functional>
#include <string>

#include "host/record/log_files.h"
#include "host/record/record.h"

namespace postern::app {

// for_each_record: every record in order. DATA_LOSS names the first line that is not what it must be, after all before it
// have been given; NOT_FOUND and UNAVAILABLE as list_files. path: the log's folder or one of its files.
absl::Status for_each_record(const std::string& path, const std::function<void(const record::Record&)>& take);

// printable: nothing in the text that a terminal would obey.
std::string printable(const std::string& text);

}  // namespace postern::app
