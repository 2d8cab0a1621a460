#include "page/assets.h"

namespace fieldcast::page {

const Asset* find_asset(std::string_view) {
    return nullptr;
}

}  // namespace fieldcast::page
