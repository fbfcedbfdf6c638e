package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// call signs calls of SQS, all alike.
func (w *world) call(operation string, in map[string]any) ([]*request, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	return signed{w.server, "sqs", w.key}.all(clients, body, func(int) (string, string, http.Header) {
		return http.MethodPost, "/", http.Header{
			"Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Target": {"AmazonSQS." + operation},
		}
	})
}

// sendMessages makes messages as long as the values of commits.
func sendMessages(w *world, _ int) ([]*request, error) {
	text := base64.StdEncoding.EncodeToString(w.body)[:smallBody]
	return w.call("SendMessage", map[string]any{"QueueUrl": w.queue, "MessageBody": text})
}

func receiveNothing(w *world, _ int) ([]*request, error) {
	return w.call("ReceiveMessage", map[string]any{"QueueUrl": w.empty, "WaitTimeSeconds": 0})
}

// prepareQueues makes a queue to send to and one that stays empty.
func (w *world) prepareQueues(ctx context.Context, conf aws.Config) error {
	queues := sqs.NewFromConfig(conf)
	for name, url := range map[string]*string{"bench": &w.queue, "empty": &w.empty} {
		made, err := queues.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(name)})
		if err != nil {
			return err
		}
		*url = *made.QueueUrl
	}
	return nil
}
