// SPDX-License-Identifier: Apache-2.0

// Command kube-apiserver is the Kubernetes API server as its own project builds it: the same command line, the
// same code. It exists so that the tests can run against a real server that is built from the module proxy.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
