#pragma once
// The Topic Filters with wildcards that anybody is subscribed to, as a tree of their levels, MQTT
// 5.0 section 4.7. Each has a number. Kind of state: *owned*, a part of Subscriptions. Pure.
//
// The edges of all nodes are in one hash table: a filter of thirty thousand levels is found, added
// and destroyed without recursion, and a level costs a hundred bytes instead of a table of its own.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fieldcast::broker {

/// Whether filters that begin with a wildcard select a topic. They never select one that begins
/// with `$` [MQTT-4.7.2-1]; the caller closes off other parts of the topic space alike.
enum class LeadingWildcards : std::uint8_t { match, do_not_match };

class FilterTree {
  public:
    using Number = std::uint32_t;

    FilterTree() = default;
    FilterTree(const FilterTree&) = delete;
    FilterTree& operator=(const FilterTree&) = delete;

    /// The number of `filter`: the one it has, or one that no other filter has. Numbers are dense.
    Number add(std::string_view filter);

    [[nodiscard]] std::optional<Number> find(std::string_view filter) const;

    /// Frees the filter's number. Does nothing if there is no such filter.
    void remove(std::string_view filter);

    /// The filters that select `topic`, each once.
    [[nodiscard]] std::vector<Number> match(std::string_view topic, LeadingWildcards leading) const;

    [[nodiscard]] bool empty() const { return edges_.empty(); }

  private:
    static constexpr Number none = 0xFFFFFFFF;

    /// Stands for the levels on the way to it.
    struct Node {
        Number number = none;     ///< of the filter that ends here
        std::uint32_t words = 0;  ///< children that are not wildcards
        const Node* plus = nullptr;
        const Node* hash = nullptr;

        [[nodiscard]] bool is_unused() const {
            return number == none && words == 0 && plus == nullptr && hash == nullptr;
        }
    };

    struct EdgeView {
        const Node* parent;
        std::string_view level;
        friend bool operator==(const EdgeView&, const EdgeView&) = default;
    };
    struct Edge {
        Node* parent;
        std::string level;
        operator EdgeView() const { return {parent, level}; }
    };
    struct EdgeHash {
        using is_transparent = void;
        /// Deliberately not noexcept: libstdc++ then keeps the hash beside the edge.
        std::size_t operator()(const EdgeView& edge) const;
    };
    struct EdgeEqual {
        using is_transparent = void;
        bool operator()(const EdgeView& a, const EdgeView& b) const { return a == b; }
    };
    using Edges = std::unordered_map<Edge, Node, EdgeHash, EdgeEqual>;

    [[nodiscard]] const Node* child(const Node& parent, std::string_view level) const;
    [[nodiscard]] Node& grow(Node& parent, std::string_view level);
    void prune(Edges::iterator edge);
    [[nodiscard]] Number take_number();

    Node root_;
    Edges edges_;
    Number numbers_ = 0;  ///< ever given
    std::vector<Number> free_numbers_;
};

}  // namespace fieldcast::broker
