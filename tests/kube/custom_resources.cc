// SPDX-License-Identifier: Apache-2.0
#include "kube/custom_resources.h"

#include <cctype>

namespace postern::test {

const std::map<std::string, std::string>& custom_kinds() {
  static const std::map<std::string, std::string> kinds{{"NodeVersion", "nodeversions"}, {"JoiningNode", "joiningnodes"}};
  return kinds;
}

nlohmann::json definition_of(const std::string& kind) {
  const std::string& plural = custom_kinds().at(kind);
  const nlohmann::json text = {{"type", "string"}};
  const nlohmann::json spec = kind == "NodeVersion"
                                  ? nlohmann::json{{"kubernetesComponentsReference", text}, {"kubernetesClusterVersion", text}}
                                  : nlohmann::json{{"name", text},
                                                   {"componentsreference", text},
                                                   {"iscontrolplane", {{"type", "boolean"}}},
                                                   {"deadline", {{"type", "string"}, {"format", "date-time"}}}};
  const nlohmann::json schema = {{"type", "object"}, {"properties", {{"spec", {{"type", "object"}, {"properties", spec}}}}}};
  std::string singular = kind;
  for (char& c : singular) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return {{"apiVersion", "apiextensions.k8s.io/v1"},
          {"kind", "CustomResourceDefinition"},
          {"metadata", {{"name", plural + "." + kConstellationGroup}}},
          {"spec",
           {{"group", kConstellationGroup},
            {"scope", "Cluster"},
            {"names", {{"kind", kind}, {"plural", plural}, {"singular", singular}}},
            {"versions", {{{"name", "v1alpha1"}, {"served", true}, {"storage", true}, {"schema", {{"openAPIV3Schema", schema}}}}}}}}};
}

}  // namespace postern::test
