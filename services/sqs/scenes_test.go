package sqs_test

import (
	"testing"

	"github.com/cumulet/cumulet/internal/testenv"
)

func TestScenes(t *testing.T) { testenv.Scenes(t, "testdata") }
