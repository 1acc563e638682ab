// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/kube_token.h"
#include "backends/kube-token/components/kube_components.h"
#include "backends/kube-token/control_plane_files/control_plane_files.h"
#include "backends/kube-token/joining_node/joining_node.h"
#include "backends/kube-token/kubelet_cert/kubelet_cert.h"
#include "backends/kube-token/ssh_host/ssh_host_cert.h"
#include "postern/sdk/plugin.h"

POSTERN_PLUGIN("kube-token", "1.0.0", "Apache-2.0", postern::kube_token::KubeToken, postern::kube_token::KubeletCert,
               postern::kube_token::ControlPlaneFiles, postern::kube_token::KubeComponents,
               postern::kube_token::SshHostCert, postern::joining_node::JoiningNode)
